"""A chart's SVG made fit to stand in a page: small, with ids of its own, without what only an editor needs.

The drawing stays as it is. Labels stay on marks that say something; axes and groups lose theirs, which
repeat what the text of the picture says. Colours stay attributes, so that a style sheet can turn them.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

SVG = "http://www.w3.org/2000/svg"
LINK = "{http://www.w3.org/1999/xlink}href"
DROPPED = {
    "class", "aria-roledescription", "aria-hidden", "pointer-events", "font-family", "stroke-miterlimit",
    "role", "version", "style",
}  # fmt: skip
DEFAULTS = {
    "opacity": "1", "fill-opacity": "1", "stroke-opacity": "1", "font-weight": "normal",
    "text-anchor": "start", "stroke-width": "1", "stroke-dasharray": "", "stroke-dashoffset": "0",
}  # fmt: skip
NOT_MARKS = {"axis", "legend", "title", "group mark container", "text mark container", "rule mark container"}
UNWANTED = {
    f"{{{SVG}}}{name}" for name in ("script", "a", "foreignObject", "image", "use", "style", "animate")
}
NUMBER = re.compile(r"-?\d+\.\d+")
ONE_PLACE = ("d", "transform", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "points")

ElementTree.register_namespace("", SVG)


def fit(drawing: str, name: str, kind: str) -> str:
    """The SVG for a page. name: unique on the page, begins its ids; kind: a class, "wide" or "narrow"."""
    root = ElementTree.fromstring(drawing)
    spoken = root.get("aria-label", "")
    ids = {
        found: f"{name}-{n}"
        for n, found in enumerate(node.get("id") for node in root.iter() if node.get("id"))
        if found
    }
    clean(root, ids)
    prune(root)
    for node in root.iter():
        node.tail = None
        if node.tag != f"{{{SVG}}}text" and node.tag != f"{{{SVG}}}tspan":
            node.text = None
    width, height = root.get("width", "0"), root.get("height", "0")
    root.attrib = {
        "class": kind, "role": "img", "aria-label": spoken,
        "viewBox": root.get("viewBox", f"0 0 {width} {height}"), "width": width, "height": height,
    }  # fmt: skip
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=True)


def clean(root: ElementTree.Element, ids: dict[str, str]) -> None:
    """Drop attributes that say nothing, round coordinates, rename ids."""
    for node in root.iter():
        is_mark = node.get("aria-roledescription") not in NOT_MARKS and node.get("role") != "graphics-object"
        is_said = is_mark and node.tag != f"{{{SVG}}}text"
        kept = {}
        for key, value in node.attrib.items():
            if key in DROPPED or key.lower().startswith("on") or DEFAULTS.get(key) == value:
                continue
            if key == "aria-label" and not is_said:
                continue
            if key == LINK or key == "href":
                continue
            kept[key] = tidy(key, value, ids)
        node.attrib = kept


def tidy(key: str, value: str, ids: dict[str, str]) -> str:
    """An attribute's value: coordinates to one place, ids renamed."""
    if key == "id":
        return ids[value]
    if value.startswith("url(#"):
        return f"url(#{ids.get(value[5:-1], value[5:-1])})"
    if key == "font-size":
        return value.removesuffix("px")
    if key in ONE_PLACE:
        return NUMBER.sub(lambda found: f"{round(float(found[0]), 1) + 0.0:g}", value)
    return value


def prune(node: ElementTree.Element) -> None:
    """Take away what draws nothing: unwanted elements, empty groups, paths without paint; a group that says
    nothing gives its place to what it holds.
    """
    kept: list[ElementTree.Element] = []
    for child in list(node):
        if child.tag in UNWANTED:
            continue
        prune(child)
        if child.tag == f"{{{SVG}}}g":
            if not len(child):
                continue
            if not child.attrib:
                kept += list(child)
                continue
        if child.tag == f"{{{SVG}}}path" and not is_drawn(child) and node.tag != f"{{{SVG}}}clipPath":
            continue
        kept.append(child)
    node[:] = kept


def is_drawn(path: ElementTree.Element) -> bool:
    """Whether a path has paint of its own, or something to say."""
    if path.get("display") == "none" or not path.get("d"):
        return False
    painted = any(path.get(key) not in (None, "none", "transparent") for key in ("fill", "stroke"))
    return painted or path.get("aria-label") is not None
