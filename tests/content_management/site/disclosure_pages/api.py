"""The API through which the decisions come: one resource, PUT how it should stand, GET how it stands."""

import hmac

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from disclosure_pages.keeping import Overtaken, bring_about
from disclosure_pages.models import DecisionColumn, DecisionPage, Standing
from disclosure_pages.wishes import NotAccepted, read_wish


@csrf_exempt
def decision(request: HttpRequest, page_id: str) -> JsonResponse:
    """PUT brings about how a decision should stand, GET shows how it stands; both need the token."""
    if not _allowed(request):
        return _said(401, "token-refused", "令牌无效")
    if request.method == "GET":
        standing = Standing.objects.filter(page_id=page_id).first()
        return _shown(standing) if standing else _said(404, "unknown", "没有这件决定")
    if request.method != "PUT":
        return _said(405, "method", "只接受GET与PUT")
    column = DecisionColumn.objects.live().first()
    if column is None:
        return _said(503, "no-column", "尚未建立行政执法公示栏目")
    try:
        return _shown(bring_about(column, read_wish(page_id, request.body)))
    except Overtaken as newer:
        return _said(409, "overtaken", f"已有更新的一次变动（序号{newer.sequence}）", sequence=newer.sequence)
    except NotAccepted as refused:
        return _said(422, refused.code, refused.sentence)


def _allowed(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "")
    wanted = f"Bearer {settings.DISCLOSURE_PAGES_TOKEN}"
    return bool(settings.DISCLOSURE_PAGES_TOKEN) and hmac.compare_digest(given.encode(), wanted.encode())


def _shown(standing: Standing) -> JsonResponse:
    page = DecisionPage.objects.filter(page_id=standing.page_id).first()
    return JsonResponse(
        {
            "page_id": standing.page_id,
            "sequence": standing.sequence,
            "standing": standing.state,
            "reference": f"page-{page.pk}-revision-{page.live_revision_id}"
            if page
            else f"standing-{standing.pk}",
        }
    )


def _said(status: int, code: str, sentence: str, **more: object) -> JsonResponse:
    return JsonResponse({"code": code, "message": sentence, **more}, status=status)
