"""What is said when a page cannot be given: one sentence, the nearest useful act, never why a thing is hidden."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from frontend.kit.scripted import SESSION, STALE, is_live

# What a form sends that nobody typed.
NOT_TYPED = ("csrfmiddlewaretoken", "next", "version", "password")


def answer(request, status, sentence):
    """The page of a refusal; the page's script gets the bare sentence, which it then says aloud."""
    if is_live(request):
        return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    name = "errors/404.html" if status == 404 else "errors/page.html"
    return render(request, name, {"sentence": sentence}, status=status)


def bad_request(request, exception=None):
    """400: the address or the form cannot be understood; 413: more was sent than is taken at once."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return answer(request, 413, _("一次提交的内容太多，没有保存。请返回上一页，分几次提交。"))
    return answer(request, 400, _("看不懂这个请求。请返回上一页，刷新后再试。"))


def wrong_method(request, allowed):
    """405: the address takes other kinds of request only."""
    found = answer(request, 405, _("这个地址不能这样访问。请从页面上的链接和按钮进入。"))
    found["Allow"] = ", ".join(allowed)
    return found


def forbidden(request, exception=None):
    """403: the form is stale, or the act is not yours to take."""
    return answer(request, 403, _("现在不能这样做。请重新登录，或确认你代表的单位有这项权限。"))


def stale_form(request, reason=""):
    """403 of the cross-site check: the page was open too long, or cookies are off."""
    said = answer(request, 403, _("页面放得太久，表单已经失效，没有提交。请返回上一页，刷新后再试。"))
    said[SESSION] = STALE
    return said


def signed_out(request, back):
    """401: a form was sent after the session had ended. What was typed stands on the page, and nowhere else.

    `back` is the page that the form stood on, to which a sign-in leads.
    """
    typed = [
        value.strip()
        for name in request.POST
        if not name.startswith(NOT_TYPED)
        for value in request.POST.getlist(name)
        if value.strip()
    ]
    content = {"sentence": _("登录已结束，刚才的内容没有提交。"), "back": back, "typed": "\n\n".join(typed)}
    return render(request, "errors/401.html", content, status=401)


def not_found(request, exception=None):
    """404: not there, or not for you; the two answers are the same on purpose."""
    return answer(request, 404, _("没有这一页，或者你不能查看。"))


def broken(request):
    """500: our fault."""
    return bare(request, 500, _("服务器出错，这一步没有办成，已记录。请稍后再试。"))


def unavailable(request):
    """503: the database does not answer, or is held by others for too long; nothing was done."""
    return bare(request, 503, _("系统正忙或数据库暂时不可用，这一步没有办成，什么都没有改动。请过几秒再试。"))


def full(request):
    """507: there is no room on a disk; nothing was done."""
    return bare(request, 507, _("服务器的存储空间已满，这一步没有办成，什么也没有改动。请稍后再试，或告知平台运营。"))


def bare(request, status, sentence):
    """A page made without the request, so that nothing that just failed is asked again: no menu of a person's own."""
    if is_live(request):
        return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    return HttpResponse(render_to_string("errors/page.html", {"sentence": sentence}), status=status)
