"""What a deployment file says is started: a Procfile, a unit, a manifest or a platform's own file, read alike."""

from __future__ import annotations

from typing import NamedTuple

from shipcheck.model import Location
from shipcheck.subjects.context import Context, context
from shipcheck.subjects.start_command import Variable


class Deployed(NamedTuple):
    """One thing that is deployed.

    `text` is a command for a shell, `words` one without a shell; neither where the image's own command counts. `label`
    is how the line that says so begins (`web:`, `ExecStart=`). `folder` is the project's folder that it is started in,
    None where that is not said; `workdir` the folder on the machine. `image` is the name of an image, `dockerfile` the
    path of one that is built here.
    """

    path: str
    name: str
    what: str
    location: Location
    label: str = ""
    text: str = ""
    words: tuple[str, ...] = ()
    variables: tuple[Variable, ...] = ()
    folder: str | None = None
    workdir: str = ""
    container: bool = False
    image: str = ""
    dockerfile: str = ""
    target: str = ""
    entrypoint: bool = False
    ports: tuple[str, ...] = ()
    alone: bool = True

    @property
    def context(self) -> Context:
        """What it is for, by its file's path, or for development by its own name; nobody deploys from Windows."""
        here = context(self.name) == "development" or self.path.endswith("Procfile.windows")
        return "development" if here else context(self.path)
