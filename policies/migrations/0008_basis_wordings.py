import policies.models.wording
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('policies', '0007_months_of_yearly_events'),
    ]

    operations = [
        migrations.AddField(
            model_name='sourcedocument',
            name='basis_seen',
            field=models.TextField(blank=True, editable=False, verbose_name='写这句时的依据'),
        ),
        migrations.AddField(
            model_name='sourcedocument',
            name='basis_wording',
            field=models.CharField(blank=True, help_text='留空就按通常的写法；填写时用“{依据}”代表文件、核对状态和号码', max_length=200, validators=[policies.models.wording.validate_basis_wording], verbose_name='依据的写法'),
        ),
        migrations.AddField(
            model_name='topicsection',
            name='basis_seen',
            field=models.TextField(blank=True, editable=False, verbose_name='写这句时的依据'),
        ),
        migrations.AddField(
            model_name='topicsection',
            name='basis_wording',
            field=models.CharField(blank=True, help_text='留空就按通常的写法；填写时用“{依据}”代表文件、核对状态和号码', max_length=200, validators=[policies.models.wording.validate_basis_wording], verbose_name='依据的写法'),
        ),
    ]
