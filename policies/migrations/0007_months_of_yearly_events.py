import re

import django.core.validators
from django.conf import settings
from django.db import migrations, models

MONTHS = re.compile(r"([0-9]{1,2})(?:[-—]([0-9]{1,2}))?月")
BEFORE = re.compile(r"([0-9]{1,2})月(?:[0-9]{1,2}日|底)前")
QUARTER = re.compile(r"第([一二三四])季度(起?)")


def read_months(apps, schema_editor):
    """Take the months over from the text of the period; a text of another form means any month."""
    for event in apps.get_model("policies", "YearlyEvent").objects.all():
        if found := MONTHS.fullmatch(event.period):
            first, last = int(found[1]), int(found[2] or found[1])
        elif found := BEFORE.fullmatch(event.period):
            first = last = int(found[1])
        elif found := QUARTER.fullmatch(event.period):
            first = "一二三四".index(found[1]) * 3 + 1
            last = 12 if found[2] else first + 2
        else:
            continue
        if 1 <= first <= last <= 12:
            event.first_month, event.last_month = first, last
            event.save(update_fields=["first_month", "last_month"])


class Migration(migrations.Migration):

    dependencies = [
        ('policies', '0006_local_rules'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='criterion',
            name='compared_as',
            field=models.CharField(blank=True, choices=[('title_is_tech_innovative', '有效期内的科技和创新型（或更高）'), ('title_is_specialized', '有效期内的专精特新（或更高）'), ('title_is_little_giant', '有效期内的“小巨人”'), ('is_sme', '符合中小企业划型标准'), ('clean_record', '无经营异常、严重失信和重大负面事项'), ('tax_clean', '近三年无偷漏税'), ('excluded_by_notice', '属于不予推荐的情形'), ('product_allowed', '主导产品不属于禁止、限制或淘汰类'), ('main_product_share', '主导产品收入占比'), ('segment_years', '从事特定细分市场年限'), ('revenue_y1', '上年度营业收入'), ('revenue_cagr_2y', '近两年营业收入复合增长率'), ('main_business_share', '主营业务收入占比'), ('debt_ratio', '上年末资产负债率'), ('rd_y1', '上年度研发费用'), ('rd_y2', '前一年度研发费用'), ('rd_total_2y', '近两年研发费用合计'), ('rd_share_y1', '上年度研发费用占营业收入'), ('rd_share_y2', '前一年度研发费用占营业收入'), ('equity_2y', '近两年新增股权投资'), ('class1_ip', 'Ⅰ类知识产权'), ('national_award', '近三年获国家级科技奖励且单位排名前三'), ('provincial_award', '近三年获省部级以上科技奖励且单位排名前三'), ('maker_contest_top50', '近三年进入“创客中国”全国50强企业组'), ('rd_institution', '自建或联合建立研发机构'), ('provincial_rd_centre', '经认定的省部级以上研发机构'), ('market_share', '细分市场占有率'), ('domestic_rank', '国内细分市场排名'), ('product_fields', '主导产品所属领域'), ('chain_roles', '产业链作用'), ('platform_score', '专精特新发展评价得分'), ('standards_role', '主持或参与制定国际、国家或行业标准'), ('leading_customers', '为大型央企或世界500强稳定配套'), ('listed', '已公开发行股票上市'), ('funded_before', '曾获两轮中央财政重点小巨人支持之一'), ('plan_investment', '推进计划投资总额'), ('plan_aspects', '推进计划覆盖的方面')], help_text='没有数值的条件，在对比表里和哪个指标排在一行', max_length=30, verbose_name='对比时列入'),
        ),
        migrations.AddField(
            model_name='yearlyevent',
            name='first_month',
            field=models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(12)], verbose_name='从几月'),
        ),
        migrations.AddField(
            model_name='yearlyevent',
            name='last_month',
            field=models.PositiveSmallIntegerField(default=12, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(12)], verbose_name='到几月'),
        ),
        migrations.AddField(
            model_name='yearlyevent',
            name='tiers',
            field=models.ManyToManyField(blank=True, related_name='yearly_events', to='policies.tier', verbose_name='适用层级'),
        ),
        migrations.AlterField(
            model_name='yearlyevent',
            name='period',
            field=models.CharField(help_text='读者看到的说法，例如：5月31日前', max_length=40, verbose_name='时间'),
        ),
        migrations.AddConstraint(
            model_name='yearlyevent',
            constraint=models.CheckConstraint(condition=models.Q(('first_month__gte', 1), ('last_month__gte', models.F('first_month')), ('last_month__lte', 12)), name='yearlyevent_within_a_year', violation_error_message='月份从1到12，止月不早于起月。'),
        ),
        migrations.RunPython(read_months, migrations.RunPython.noop),
    ]
