"""`regulator`: put to, or come from, the insurance supervisor under any of its names (guide §5.2, §14.3)."""

from .events import Body

REGULATOR = Body(
    flag="regulator",
    threat="regulator",
    acts=r"(?:限期|消保处|信访处|的(?:消保|投诉)|投诉处理|检查|约见|调取|窗口|备了案|警示函|监管函|责令|"
    r"下发)",
)
