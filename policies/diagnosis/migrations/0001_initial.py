
import django.db.models.deletion
import django.utils.timezone
import policies.diagnosis.models.submissions
import policies.diagnosis.references
import policies.diagnosis.vocabulary
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DeletionRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=8, verbose_name='编号')),
                ('contact', models.CharField(max_length=254, verbose_name='电话或邮箱')),
                ('requested_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='要求时间')),
            ],
            options={
                'verbose_name': '删除请求',
                'verbose_name_plural': '删除请求',
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='MailChannel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('paused_until', models.DateTimeField(blank=True, null=True, verbose_name='暂停到')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='暂停的原因')),
                ('needs_a_person', models.BooleanField(default=False, help_text='登录或账号被拒绝，等多久都不会自己好', verbose_name='要人处理')),
            ],
            options={
                'verbose_name': '发信通道',
                'verbose_name_plural': '发信通道',
            },
        ),
        migrations.CreateModel(
            name='WorkerHeartbeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='进程')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='最近一次')),
            ],
            options={
                'verbose_name': '发信进程',
                'verbose_name_plural': '发信进程',
                'ordering': ('-at',),
            },
        ),
        migrations.CreateModel(
            name='AccessRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='时间')),
                ('kind', models.CharField(choices=[('viewed', '查看'), ('exported', '导出'), ('deleted', '删除')], max_length=10, verbose_name='做了什么')),
                ('reference', models.CharField(blank=True, help_text='导出多份时留空', max_length=8, verbose_name='编号')),
                ('count', models.PositiveIntegerField(default=1, verbose_name='几份')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='谁')),
            ],
            options={
                'verbose_name': '查看记录',
                'verbose_name_plural': '查看记录',
                'ordering': ('-at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='MailboxTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=8, unique=True, verbose_name='编号')),
                ('requested_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='要求时间')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='完成时间')),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='由谁完成')),
            ],
            options={
                'verbose_name': '待删的邮箱副本',
                'verbose_name_plural': '待删的邮箱副本',
                'ordering': ('done_at', 'requested_at'),
            },
        ),
        migrations.CreateModel(
            name='OperationRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('backup', '备份'), ('purge', '到期删除')], max_length=10, verbose_name='操作')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='时间')),
                ('detail', models.CharField(blank=True, max_length=200, verbose_name='说明')),
            ],
            options={
                'verbose_name': '运行记录',
                'verbose_name_plural': '运行记录',
                'ordering': ('-at', '-pk'),
                'indexes': [models.Index(fields=['kind', '-at'], name='operation_last')],
            },
        ),
        migrations.CreateModel(
            name='PostCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sender', models.CharField(max_length=64, verbose_name='发送方摘要')),
                ('window_ends', models.DateTimeField(db_index=True, verbose_name='这段时间到')),
                ('count', models.PositiveIntegerField(default=0, verbose_name='次数')),
            ],
            options={
                'verbose_name': '提交计数',
                'verbose_name_plural': '提交计数',
                'ordering': ('window_ends', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('sender', 'window_ends'), name='postcount_once')],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=policies.diagnosis.references.new_reference, editable=False, max_length=8, unique=True, verbose_name='编号')),
                ('idempotency_key', models.CharField(editable=False, max_length=32, unique=True, verbose_name='表单标识')),
                ('content_digest', models.CharField(editable=False, max_length=64, verbose_name='内容摘要')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='提交时间')),
                ('company_name', models.CharField(max_length=100, verbose_name='企业名称')),
                ('uscc', models.CharField(blank=True, db_index=True, max_length=18, verbose_name='统一社会信用代码')),
                ('main_product', models.CharField(blank=True, max_length=120, verbose_name='主导产品')),
                ('city', models.CharField(blank=True, max_length=40, verbose_name='所在城市')),
                ('industry', models.CharField(blank=True, max_length=60, verbose_name='所属行业')),
                ('figures_basis', models.CharField(blank=True, choices=[('audited', '审计报告数'), ('estimated', '凭记忆或估计')], max_length=10, verbose_name='数字来自')),
                ('contact_name', models.CharField(max_length=40, verbose_name='联系人')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='电话')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='邮箱')),
                ('contact_preference', models.CharField(blank=True, choices=[('phone', '打电话'), ('email', '发邮件'), ('either', '都可以')], max_length=10, verbose_name='希望怎样联系')),
                ('message', models.TextField(blank=True, max_length=1000, verbose_name='想对顾问说的话')),
                ('consent_version', models.CharField(max_length=20, verbose_name='同意的说明版本')),
                ('consented_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='同意时间')),
                ('application_year', models.PositiveSmallIntegerField(verbose_name='申报年度')),
                ('last_accounting_year', models.PositiveSmallIntegerField(verbose_name='上年度（会计年度）')),
                ('period_is_estimate', models.BooleanField(default=False, verbose_name='提交时通知未发')),
                ('verdict', models.CharField(blank=True, max_length=60, verbose_name='结论')),
                ('status', models.CharField(choices=[('new', '新'), ('taken', '已接手'), ('contacted', '已联系'), ('closed', '已关闭'), ('suspected', '疑似垃圾'), ('spam', '垃圾信息')], default=policies.diagnosis.vocabulary.CaseStatus['NEW'], max_length=10, verbose_name='进度')),
                ('spam_signal', models.CharField(blank=True, choices=[('honeypot', '填了页面上看不见的一栏'), ('haste', '打开表格后没过几秒就提交')], editable=False, max_length=10, verbose_name='可疑之处')),
                ('due_on', models.DateField(verbose_name='答复期限')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='关闭时间')),
                ('answers', models.JSONField(default=dict, encoder=policies.diagnosis.models.submissions.ReadableJSON, verbose_name='回答')),
                ('assessment', models.JSONField(blank=True, encoder=policies.diagnosis.models.submissions.ReadableJSON, help_text='空表示未能自动诊断，待人工评估', null=True, verbose_name='诊断结果')),
                ('assigned_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='顾问')),
            ],
            options={
                'verbose_name': '诊断表',
                'verbose_name_plural': '诊断表',
                'ordering': ('-created_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='时间')),
                ('text', models.CharField(max_length=1000, verbose_name='内容')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='谁写的')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='diagnosis.submission', verbose_name='诊断表')),
            ],
            options={
                'verbose_name': '内部备注',
                'verbose_name_plural': '内部备注',
                'ordering': ('at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('advisers', '给顾问'), ('acknowledgement', '给企业的回执'), ('digest', '每日汇总'), ('error_report', '读者指错'), ('error', '网站出错')], default=policies.diagnosis.vocabulary.DeliveryKind['ADVISERS'], max_length=20, verbose_name='种类')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='排队时间')),
                ('recipient', models.EmailField(max_length=254, verbose_name='收件人')),
                ('subject', models.CharField(max_length=200, verbose_name='主题')),
                ('text', models.TextField(verbose_name='正文')),
                ('html', models.TextField(blank=True, verbose_name='网页正文')),
                ('reply_to', models.EmailField(blank=True, max_length=254, verbose_name='回复到')),
                ('message_id', models.CharField(max_length=200, unique=True, verbose_name='Message-ID')),
                ('state', models.CharField(choices=[('queued', '待发'), ('sending', '发送中'), ('sent', '已发出'), ('retry', '待重试'), ('unknown', '结果不明'), ('failed', '发送失败')], default=policies.diagnosis.vocabulary.DeliveryState['QUEUED'], max_length=10, verbose_name='状态')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='已尝试次数')),
                ('next_attempt_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='下次发送')),
                ('lease_token', models.CharField(blank=True, editable=False, max_length=32, verbose_name='占用标识')),
                ('leased_until', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='占用到')),
                ('last_error', models.CharField(blank=True, max_length=500, verbose_name='最近一次错误')),
                ('is_minimal', models.BooleanField(default=False, help_text='被判为垃圾邮件后，只发编号和后台链接', verbose_name='已换成精简邮件')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='发出时间')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='确认收到')),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='由谁确认')),
                ('submission', models.ForeignKey(blank=True, help_text='每日汇总没有对应的诊断表', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='diagnosis.submission', verbose_name='诊断表')),
            ],
            options={
                'verbose_name': '邮件',
                'verbose_name_plural': '邮件',
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='SubmissionCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(help_text='当月第一天', verbose_name='月份')),
                ('region', models.CharField(blank=True, max_length=6, verbose_name='省份代码')),
                ('verdict', models.CharField(blank=True, max_length=60, verbose_name='结论')),
                ('count', models.PositiveIntegerField(default=0, verbose_name='份数')),
            ],
            options={
                'verbose_name': '匿名计数',
                'verbose_name_plural': '匿名计数',
                'ordering': ('month', 'region', 'verdict'),
                'constraints': [models.UniqueConstraint(fields=('month', 'region', 'verdict'), name='submissioncount_once')],
            },
        ),
        migrations.CreateModel(
            name='DeliveryAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='时间')),
                ('stage', models.CharField(choices=[('compose', '生成邮件'), ('connect', '连接邮件服务器'), ('login', '登录'), ('sender', '报发件人'), ('recipient', '报收件人'), ('data', '传正文'), ('answer', '正文已传完，等答复'), ('done', '对方已接收')], max_length=10, verbose_name='进行到')),
                ('reply_code', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='服务器代码')),
                ('reply_text', models.CharField(blank=True, max_length=500, verbose_name='服务器答复')),
                ('outcome', models.CharField(choices=[('sent', '已发出'), ('retry', '稍后重试'), ('unknown', '结果不明，稍后重试'), ('failed', '不再重试')], max_length=10, verbose_name='结果')),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attempt_log', to='diagnosis.delivery', verbose_name='邮件')),
            ],
            options={
                'verbose_name': '发送记录',
                'verbose_name_plural': '发送记录',
                'ordering': ('at', 'pk'),
                'indexes': [models.Index(fields=['at', 'stage'], name='attempt_recent')],
            },
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['-created_at', '-id'], name='submission_newest'),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['status', 'due_on'], name='submission_due'),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['company_name', 'uscc', 'reference', 'id'], name='submission_names'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['state', 'next_attempt_at'], name='delivery_due'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['kind', 'recipient', 'created_at'], name='delivery_recipient'),
        ),
    ]
