"""The pages that compose: each role's first page, Class, Student."""

from django.conf import settings
from django.urls import path

from .views import administration, classes, front, growth, leader, report, start, student, today, week
from .views import path as my_path

app_name = "homes"
urlpatterns = [
    path("", front.front, name="front"),
    path("welcome/", front.welcome, name="welcome"),
    path("today/", today.today, name="today"),
    path("classes/", classes.classes, name="classes"),
    path("classes/<int:pk>/", classes.klass, name="class"),
    path("classes/<int:pk>/export.csv", classes.export, name="class_export"),
    path("students/<int:pk>/", student.student, name="student"),
    path("students/<int:pk>/export.csv", student.export, name="student_export"),
    path("students/<int:student>/family/<int:guardian>/", week.preview, name="family_preview"),
    path("students/<int:student>/family/<int:guardian>/slip/", week.slip, name="family_slip"),
    path("start/", start.start, name="start"),
    path("path/", my_path.path, name="path"),
    path("week/", week.week, name="week"),
    path("week/<int:child>/", week.week, name="week_of"),
    path("how-we-are-doing/", leader.how_we_are_doing, name="how_we_are_doing"),
    path("how-we-are-doing/export.csv", leader.export, name="how_we_are_doing_export"),
    path("how-we-are-doing/profile.csv", leader.export_profile, name="profile_export"),
    path("how-we-are-doing/equity/", report.equity, name="equity"),
    path("how-we-are-doing/growth/", growth.growth, name="growth"),
    path("how-we-are-doing/growth/export.csv", growth.export, name="growth_export"),
    path("how-we-are-doing/reports/", report.reports, name="reports"),
    path("how-we-are-doing/reports/keep/", report.keep, name="report_keep"),
    path("how-we-are-doing/reports/<int:pk>/<slug:length>.pdf", report.printed, name="report_printed"),
    path("how-we-are-doing/reports/<int:pk>/figures.zip", report.data, name="report_data"),
    path("administration/", administration.administration, name="administration"),
]

if settings.DEMO:  # in any other folder these addresses don't exist (TRUST 17)
    from . import demo_entry

    urlpatterns += demo_entry.urlpatterns
