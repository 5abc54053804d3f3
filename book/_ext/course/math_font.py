"""Make the pages' mathematical font: a subset of STIX Two Math with its MATH table.

    pip download --no-deps ziamath==0.13          # brings STIXTwoMath-Regular.ttf, version 2.11
    unzip ziamath-0.13-*.whl 'ziamath/fonts/*'
    pip install brotli
    python book/_ext/course/math_font.py ziamath/fonts/STIXTwoMath-Regular.ttf

It writes book/_static/fonts/stix-two-math-subset.woff2. The full font is also at
https://github.com/stipub/stixfonts. A formula with a character that is missing from CHARACTERS
fails the build: add the character here and make the font again.
"""

from __future__ import annotations

import sys
from pathlib import Path

FONT = Path(__file__).parents[2] / "_static" / "fonts" / "stix-two-math-subset.woff2"


def _range(first, last):
    return {chr(code) for code in range(first, last + 1)}


LETTERS = (
    _range(0x20, 0x7E)
    | _range(0x391, 0x3A1)
    | _range(0x3A3, 0x3A9)
    | _range(0x3B1, 0x3C9)
    | set("ϑϕϖϱϵ‘’“”–—")
    | _range(0x1D400, 0x1D4CF)  # bold, italic, bold italic, script
    | _range(0x1D538, 0x1D56B)  # double-struck
    | _range(0x1D5A0, 0x1D5D3)  # sans-serif
    | _range(0x1D670, 0x1D6A3)  # monospace
    | _range(0x1D6A8, 0x1D755)  # Greek: bold, italic, bold italic
    | _range(0x1D7CE, 0x1D7E1)  # digits: bold, double-struck
    | _range(0x1D7F6, 0x1D7FF)  # digits: monospace
    | set("ıȷℂℍℕℙℚℝℤℬℰℱℋℐℒℳℛℯℊℴℎℓℏℑℜ\ufe00\ufe01")  # the last two select a script style
)
ACCENTS = set("^ˇˆ˜¯˙¨´`˘") | set("\u0302\u0303\u0304\u0305\u0307\u0308\u030c\u203e")
OPERATORS = (
    set("\xa0¬±·×÷†‡•…′″‴‖\u2009\u2061\u2062\u2063\u2064")
    | set("←↑→↓↔↕↖↗↘↙↛↞↠↦↩↪↺↻⇄⇆⇌⇐⇑⇒⇓⇔⟵⟶⟷⟸⟹⟺⟼")
    | set("∀∁∂∃∄∅∆∇∈∉∋∌∎∏∐∑−∓∔∕∖∗∘∙√∛∜∝∞∟∠∡∣∤∥∦∧∨∩∪∫∬∭∮∴∵∶∷∼∽≀≁≃≅≈≉≊≍≐≔≕≙≜≟≠≡≢≤≥≦≧≨≩≪≫≮≯≰≱≲≳≺≻≼≽⊀⊁")
    | set("⊂⊃⊄⊅⊆⊇⊈⊉⊊⊋⊎⊏⊐⊓⊔⊕⊖⊗⊘⊙⊚⊛⊞⊟⊠⊡⊢⊣⊤⊥⊧⊨⊻⊼⋀⋁⋂⋃⋄⋅⋆⋈⋉⋊⋘⋙⋮⋯⋰⋱")
    | set("⌈⌉⌊⌋⏜⏝⏞⏟■□△▽●○★⟂⟦⟧⟨⟩⟪⟫⧵⨀⨁⨂⩽⩾⪯⪰")
)
CHARACTERS = frozenset(LETTERS | ACCENTS | OPERATORS)


PRIMES = "′″‴"
ROOT_WIDTH = 0.9  # em


def narrow_roots(font):
    """Make large root signs as narrow as the small one, as Chromium leaves room for the widest."""
    from fontTools.pens.transformPen import TransformPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    variants = font["MATH"].table.MathVariants
    sign = variants.VertGlyphConstruction[variants.VertGlyphCoverage.glyphs.index("uni221A")]
    names = {record.VariantGlyph for record in sign.MathGlyphVariantRecord}
    names |= {part.glyph for part in sign.GlyphAssembly.PartRecords}
    glyphs, widths = font["glyf"], font["hmtx"]
    for name in names:
        scale = ROOT_WIDTH * font["head"].unitsPerEm / widths[name][0]
        if scale < 1:
            pen = TTGlyphPen(None)
            glyphs[name].draw(TransformPen(pen, (scale, 0, 0, 1, 0, 0)), glyphs)
            glyphs[name] = pen.glyph()
            glyphs[name].recalcBounds(glyphs)
            widths[name] = tuple(round(scale * number) for number in widths[name])


def only_primes_change_in_scripts(font):
    """Keep the feature `ssty` only for primes, and enable it for every script.

    The font's prime is already raised; a prime that the formula raises needs the other form. The
    font has the feature only for the script `math`, which browsers do not request.
    """
    table, names = font["GSUB"].table, font.getBestCmap()
    primes = {names[ord(prime)] for prime in PRIMES}
    records = table.FeatureList.FeatureRecord
    index = next(i for i, record in enumerate(records) if record.FeatureTag == "ssty")
    for lookup in records[index].Feature.LookupListIndex:
        for subtable in table.LookupList.Lookup[lookup].SubTable:
            subtable = getattr(subtable, "ExtSubTable", subtable)
            kept = {
                name: forms[:1] for name, forms in subtable.alternates.items() if name in primes
            }
            subtable.alternates = kept
    for script in table.ScriptList.ScriptRecord:
        features = script.Script.DefaultLangSys
        features.FeatureIndex = sorted({*features.FeatureIndex, index})
        features.FeatureCount = len(features.FeatureIndex)


def make(source):
    """Write the font.

    Parameters
    ----------
    source : str
        STIXTwoMath-Regular.ttf or .otf.
    """
    from fontTools import subset

    options = subset.Options()
    options.flavor = "woff2"
    options.hinting = False
    options.layout_features = ["ccmp", "dtls", "ssty"]  # what browsers apply inside <math>
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # with the licence
    font = subset.load_font(source, options)
    narrow_roots(font)
    only_primes_change_in_scripts(font)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(CHARACTERS))
    subsetter.subset(font)
    subset.save_font(font, FONT, options)
    print(f"{FONT.name}: {FONT.stat().st_size:,} bytes, {font['maxp'].numGlyphs:,} glyphs")


if __name__ == "__main__":
    make(*sys.argv[1:])
