"""Sentences in the centre's name, which nobody but the centre can say."""

from django.db import models
from django.urls import reverse

from policies.models.publishing import Publishable, PublishableQuerySet
from policies.models.sources import Decided
from policies.vocabulary import StatementTopic


class CentreStatement(Decided, Publishable):
    """What the centre says of itself; a draft is not printed before the owner has agreed."""

    key = models.SlugField("代号", unique=True)
    topic = models.CharField("说什么", max_length=10, choices=StatementTopic.choices())
    text = models.CharField("原话", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField("排序", default=0)

    objects = PublishableQuerySet["CentreStatement"].as_manager()
    natural_key_lookups = ("key",)

    class Meta(Publishable.Meta):
        verbose_name = "本中心的话"
        verbose_name_plural = "本中心的话"
        ordering = ("position", "key")

    def __str__(self) -> str:
        return f"{self.get_topic_display()}：{self.text}"

    def get_absolute_url(self) -> str:
        return f"{reverse('about')}#centre"
