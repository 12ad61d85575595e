from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('challenges', '0013_board'),
    ]

    operations = [
        migrations.AddField(
            model_name='rubric',
            name='scale',
            field=models.CharField(choices=[('weight', '按权重，每项百分制'), ('points', '按分值，各项满分合计 100')], default='weight', max_length=6, verbose_name='计分办法'),
        ),
    ]
