"""The templates of a page are compiled once, not for every visit."""

from collections.abc import Iterator
from contextlib import suppress

from jinja2 import BytecodeCache, Environment, TemplateError, meta
from jinja2.bccache import Bucket
from voila import notebook_renderer
from voila.exporter import VoilaExporter

#: Voila gives these to an environment only when it fills a template.
_FILTERS = ("highlight_code", "trusted")


class _Kept(BytecodeCache):
    """What was compiled; of a template that was changed meanwhile Jinja does not take it."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is kept."""
        if kept := self._compiled.get(bucket.key):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self._compiled[bucket.key] = bucket.bytecode_to_string()


_kept = _Kept()


class KeptTemplates(VoilaExporter):
    """Voila's exporter makes a new environment for every page; compiling everything in it takes 0.2 s."""

    def _create_environment(self) -> Environment:
        environment: Environment = super()._create_environment()
        environment.bytecode_cache = _kept
        return environment


def keep_templates() -> None:
    """Let Voila make its pages with this exporter; it has no setting for that."""
    notebook_renderer.VoilaExporter = KeptTemplates


def compile_templates(paths: list[str]) -> None:
    """Compile a page's template and all that it extends, includes or imports, before anybody waits for it."""
    exporter = KeptTemplates(template_paths=paths, template_name="lab", theme="light")
    environment = exporter.environment
    environment.filters.update(dict.fromkeys(_FILTERS, str))
    seen: set[str] = set()
    ahead = [exporter.template_file]
    while ahead:
        name = ahead.pop()
        seen.add(name)
        with suppress(TemplateError):  # what cannot be compiled yet is when it is filled
            environment.get_template(name)
            ahead += set(_named_in(environment, name)) - seen


def _named_in(environment: Environment, name: str) -> Iterator[str]:
    loader = environment.loader
    source = loader.get_source(environment, name)[0] if loader else ""
    return (one for one in meta.find_referenced_templates(environment.parse(source)) if one)
