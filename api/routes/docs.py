"""GET /docs: Swagger UI from our own files, since insurers' networks are closed."""

from pathlib import Path

from fastapi import APIRouter
from starlette.responses import FileResponse

STATIC = Path(__file__).parents[1] / "static"

# The browser itself is told to load nothing from elsewhere.
POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def docs() -> FileResponse:
    return FileResponse(STATIC / "docs.html", headers={"Content-Security-Policy": POLICY})
