// Names the days of the week in the date picker; Django's Chinese leaves them in English.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  if (window.CalendarNamespace) window.CalendarNamespace.daysOfWeekInitial = [..."日一二三四五六"];
});
