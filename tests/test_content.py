"""Pictures: what may be loaded, what is kept of it, and what is shown of it."""

import io
import pickle
import random
import warnings
import zlib

import pytest
from PIL import Image as Pillow
from PIL.PngImagePlugin import PngInfo

from tgwidget.content import Image, load_image
from tgwidget.content.loading import MAX_BYTES
from tgwidget.content.views import CROP, LARGE, crop, large, thumbnail
from tgwidget.errors import ImageError
from tgwidget.events import Region

RED, BLUE = (255, 0, 0), (0, 0, 255)


def written(picture, kind="PNG", **options):
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def plain(size=(8, 6), mode="RGB", color=RED):
    return Pillow.new(mode, size, color)


def noise(width, height, mode="RGB"):
    data = random.Random(0).randbytes(width * height * len(mode))
    return Pillow.frombytes(mode, (width, height), data)


def pixels(image):
    return Pillow.open(io.BytesIO(image.data))


def near(seen, wanted):
    return all(abs(a - b) < 12 for a, b in zip(seen, wanted, strict=True))


# what may be loaded


@pytest.mark.parametrize(
    ("kind", "kept"), [("PNG", "png"), ("JPEG", "jpeg"), ("WEBP", "png"), ("GIF", "png")]
)
def test_four_formats_are_read_and_written_anew(kind, kept):
    image = load_image(written(plain(), kind))
    assert (image.mime, image.width, image.height) == (f"image/{kept}", 8, 6)
    assert near(pixels(image).convert("RGB").getpixel((4, 3)), RED)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not an image",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<?xml version='1.0'?><svg/>",
        written(plain())[:40],
        written(noise(64, 64))[:-5000],
        written(noise(64, 64), "JPEG")[:1000],
        written(plain(), "BMP"),
        written(plain(), "TIFF"),
        written(plain(), "PPM"),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    ],
)
def test_what_is_no_such_picture_or_not_whole_is_refused(data):
    with pytest.raises(ImageError, match="PNG, JPEG, WEBP or GIF"):
        load_image(data)


@pytest.mark.parametrize("size", [(6000, 5000), (10_000, 9_500), (20_000, 20_000)])
@pytest.mark.parametrize("warned", ["error", "ignore"])
def test_a_small_file_that_says_it_has_too_many_pixels_is_refused_unread(size, warned):
    file = written(plain(mode="1", color=0))
    head = file[12:16] + b"".join(side.to_bytes(4, "big") for side in size) + file[24:29]
    bomb = file[:12] + head + zlib.crc32(head).to_bytes(4, "big") + file[33:]
    with warnings.catch_warnings():
        warnings.simplefilter(warned)
        with pytest.raises(ImageError, match="over the limit of 25 megapixels") as caught:
            load_image(bomb)
    assert "scale it down" in caught.value.hint


def test_a_large_file_is_refused_unread():
    with pytest.raises(ImageError, match=r"10\.0 MB is over the limit of 10 MB"):
        load_image(bytes(MAX_BYTES + 1))


# what is kept


def test_metadata_is_dropped():
    exif = Pillow.Exif()
    exif[0x010E] = "the secret place"
    data = written(plain((4, 4)), "JPEG", exif=exif, comment=b"my secret place")
    assert data.count(b"secret place") == 2
    assert b"secret place" not in load_image(data).data
    told = PngInfo()
    told.add_text("where", "the secret place")
    told.add_itxt("why", "my secret place")
    data = written(plain(), pnginfo=told, exif=exif, icc_profile=b"a secret place")
    assert data.count(b"secret place") >= 2
    assert b"secret" not in load_image(data).data


def test_a_picture_that_was_taken_sideways_is_upright():
    taken = plain((40, 20))
    taken.paste(BLUE, (0, 0, 20, 20))
    exif = Pillow.Exif()
    exif[0x0112] = 6  # the camera was turned
    image = load_image(written(taken, "JPEG", exif=exif))
    assert (image.width, image.height) == (20, 40)
    assert near(pixels(image).getpixel((10, 5)), BLUE)
    assert near(pixels(image).getpixel((10, 35)), RED)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_frame_is_kept(kind):
    more = [plain(color=color) for color in (BLUE, (0, 255, 0))]
    image = load_image(written(plain(), kind, save_all=True, append_images=more, duration=99))
    kept = pixels(image)
    assert getattr(kept, "n_frames", 1) == 1
    assert near(kept.convert("RGB").getpixel((4, 3)), RED)


def test_colours_for_print_become_colours_for_a_screen():
    image = load_image(written(plain(mode="CMYK", color=(0, 255, 255, 0)), "JPEG"))
    assert pixels(image).mode == "RGB"
    assert near(pixels(image).getpixel((4, 3)), RED)


@pytest.mark.parametrize(("level", "seen"), [(0, 0), (32_768, 128), (65_535, 255)])
def test_sixteen_bits_become_eight_and_not_white(level, seen):
    image = load_image(written(plain(mode="I;16", color=level)))
    assert pixels(image).convert("L").getpixel((4, 3)) == seen


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP"])
def test_transparency_survives(kind):
    picture = plain((4, 4), "RGBA", (255, 0, 0, 255))
    picture.putpixel((0, 0), (0, 0, 0, 0))
    assert pixels(load_image(written(picture, kind))).convert("RGBA").getpixel((0, 0))[3] == 0


def test_a_palette_with_transparency_keeps_both():
    picture = Pillow.new("P", (4, 4), 1)
    picture.putpalette([0, 0, 0, *RED])
    picture.putpixel((0, 0), 0)
    kept = pixels(load_image(written(picture, transparency=0))).convert("RGBA")
    assert kept.getpixel((0, 0))[3] == 0
    assert kept.getpixel((2, 2)) == (*RED, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_pixels_of_every_kind_have_a_thumbnail_and_a_large_view(mode):
    image = load_image(written(plain((300, 2), mode, 0)))
    assert Image(*image.__reduce__()[1]) == image
    assert max(pixels(thumbnail(image)).size) == 256
    assert large(image) is image
    assert pickle.loads(pickle.dumps(image)) == image


# what is shown


def test_a_thumbnail_of_a_photo_is_short():
    photo = load_image(written(noise(900, 600).resize((1800, 1200)), "JPEG"))
    drawing = load_image(written(plain((900, 600))))
    assert len(photo.picture().thumbnail) < 60_000
    assert (photo.picture().width, photo.picture().height) == (1800, 1200)
    assert photo.picture().thumbnail.startswith("/9j/")
    assert drawing.picture().thumbnail.startswith("iVBOR")


@pytest.mark.parametrize(
    ("picture", "kind"),
    [
        (noise(2400, 900), "PNG"),
        (noise(2400, 900), "JPEG"),
        (noise(1200, 1200, "RGBA"), "PNG"),
        (plain((5000, 30)), "PNG"),
        (plain((1, 9000)), "PNG"),
    ],
)
def test_a_large_view_is_bounded_in_pixels_and_bytes(picture, kind):
    image = load_image(written(picture, kind))
    shown = large(image)
    longest, most = LARGE
    assert max(pixels(shown).size) <= longest
    assert pixels(shown).size == (shown.width, shown.height)
    assert len(shown.data) <= most
    assert shown.data_uri().startswith("data:image/")


def test_a_region_is_shown_by_itself():
    picture = plain((100, 80))
    picture.paste(BLUE, (20, 30, 30, 38))
    alone = crop(load_image(written(picture)), Region(20, 30, 10, 8))
    assert {color for _, color in pixels(alone).convert("RGB").getcolors()} == {BLUE}
    times = CROP[0] // 10
    assert (alone.width, alone.height) == (10 * times, 8 * times), "what is tiny is enlarged"
    wide = crop(load_image(written(plain((4000, 400)))), Region(0, 0, 4000, 400))
    assert (wide.width, wide.height) == (CROP[1], 102)


@pytest.mark.parametrize(
    ("region", "within"),
    [
        (Region(0, 0, 8, 6), True),
        (Region(7, 5, 1, 1), True),
        (Region(0, 0, 9, 6), False),
        (Region(-1, 0, 2, 2), False),
        (Region(2, 2, 0, 2), False),
        (Region(2, 2, 2, -1), False),
        (Region(8, 0, 1, 1), False),
        (Region(0, 0, 10**40, 1), False),
    ],
)
def test_a_region_lies_within_its_picture(region, within):
    assert load_image(written(plain())).holds(region) == within
