"""The Python and the commands that docs/engine.md shows do what the page says."""

import contextlib
import io
import pathlib
import re
import shutil
import subprocess
import tempfile

from counting import check, closing_line
from engine import URL, client
from PIL import Image

page = pathlib.Path("docs/engine.md").read_text()
rekognition = client()


def blocks(language, mark):
    found = re.findall(rf"^```{language} {mark}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert found, f"no {language} block is marked {mark}"
    return [block.replace("http://127.0.0.1:4010", URL) for block in found]


def run(block):
    names = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(block, "docs/engine.md", "exec"), names)
    return names


def faces_in(image):
    return len(rekognition.detect_faces(Image={"Bytes": image})["FaceDetails"])


ran = {}
for block in blocks("python", "engine"):
    with check(f"Python of the page runs: {block.splitlines()[0]} …"):
        ran.update(run(block))

with check("an image written with Pillow as documented shows the person that it names"):
    assert faces_in(ran["image_of"]("ann", "bob")) == 2
    assert faces_in(ran["image_of"]()) == 0

if shutil.which("exiftool"):
    with check("a photo with a comment by exiftool as documented shows the person that it names"):
        with tempfile.TemporaryDirectory() as folder:
            photo = pathlib.Path(folder, "photo.jpg")
            Image.effect_noise((200, 100), 50).save(photo, "JPEG")
            assert faces_in(photo.read_bytes()) == 1
            [commands] = blocks("sh", "exiftool")
            subprocess.run(["bash", "-euc", commands], cwd=folder, check=True, capture_output=True)
            assert faces_in(photo.read_bytes()) == 2

closing_line()
