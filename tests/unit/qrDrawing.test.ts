import assert from "node:assert/strict";
import fc from "fast-check";
import { qrCode, qrCodeFor, qrCodeImage } from "../../provider/src/qr/draw";
import type { QrCodeForm, QrCodeOptions } from "../../provider/src/qr/options";
import { greyOf, greyOfModules, scan, scanSvg } from "../browser/scan";
import { modulesInTerminal, modulesWithoutColors } from "../browser/terminal";
import { refusalBy } from "./qrCodes";

const content = `{"android.app.extra.PROVISIONING_ADMIN_EXTRAS_BUNDLE":{"token":"ABCDEFGHIJKLMNOPQRST"},"é":"日本 🙂"}`;

async function scanForm(form: QrCodeForm, drawn: string): Promise<string | undefined> {
  if (form === "svg") return scanSvg(drawn);
  if (form === "png") return scan(greyOf(Buffer.from(drawn, "base64")));
  return scan(greyOfModules(await modulesInTerminal(drawn)));
}

describe("qrCode", () => {
  for (const form of ["svg", "png", "terminal"] as const) {
    it(`${form}: a scanner reads the content back`, async () => {
      assert.equal(await scanForm(form, qrCode(content, form)), content);
    });

    it(`${form}: any content, in any error correction, is read back`, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.string({ unit: "binary", minLength: 1, maxLength: 250 }),
          fc.constantFrom("L", "M", "Q", "H"),
          async (text, errorCorrection) => {
            assert.equal(await scanForm(form, qrCode(text, form, { errorCorrection })), text);
          },
        ),
        { numRuns: 50 },
      );
    });
  }

  it("has a quiet zone of four light modules on every side", async () => {
    const modules = await modulesInTerminal(qrCode(content, "terminal"));
    const size = modules[0]?.length ?? 0;
    assert.equal(modules.length, size + 1, "half blocks show an even number of rows; the last one is light");
    const dark = modules.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [[x, y] as const] : [])));
    for (const axis of [0, 1] as const) {
      const positions = dark.map((position) => position[axis]);
      assert.deepEqual([Math.min(...positions), Math.max(...positions)], [4, size - 5]);
    }
  });

  it("terminal: scans from as many columns as the code is wide, not from fewer", async () => {
    const drawn = qrCode(content, "terminal");
    const wide = (await modulesInTerminal(drawn))[0]?.length ?? 0;
    assert.equal(scan(greyOfModules(await modulesInTerminal(drawn, wide))), content);
    assert.equal(scan(greyOfModules(await modulesInTerminal(drawn, wide - 1))), undefined);
  });

  for (const background of ["dark", "light"] as const) {
    const terminalStyle = background === "dark" ? "onDark" : "onLight";

    it(`terminal, ${terminalStyle}: scans without colors on a ${background} background`, async () => {
      const drawn = qrCode(content, "terminal", { terminalStyle });
      assert.ok(!drawn.includes("\x1b"));
      assert.equal(scan(greyOfModules(await modulesWithoutColors(drawn, background))), content);
    });
  }

  for (const [environment, style] of [
    [{}, "colors"],
    [{ NO_COLOR: "" }, "colors"],
    [{ TERM: "xterm-256color" }, "colors"],
    [{ NO_COLOR: "1" }, "onDark"],
    [{ TERM: "dumb" }, "onDark"],
  ] as const) {
    it(`terminal: ${JSON.stringify(environment)} means ${style}`, () => {
      const drawn = (options: QrCodeOptions) => qrCode(content, "terminal", options, environment);
      assert.equal(drawn({}), drawn({ terminalStyle: style }));
      assert.notEqual(drawn({}), drawn({ terminalStyle: "onLight" }));
    });
  }

  it("corrects as much damage as asked, M by default", () => {
    const text = "x".repeat(500);
    const sizes = (["L", "M", "Q", "H"] as const).map(
      (errorCorrection) => qrCode(text, "terminal", { errorCorrection }).split("\n").length,
    );
    assert.deepEqual(
      sizes,
      [...new Set(sizes)].sort((one, other) => one - other),
    );
    assert.equal(qrCode(text, "svg"), qrCode(text, "svg", { errorCorrection: "M" }));
  });

  it("reads back with a tenth of the code covered", () => {
    const picture = greyOf(Buffer.from(qrCode("x".repeat(500), "png"), "base64"));
    const side = Math.floor(picture.width * 0.3);
    for (let y = 0; y < side; y++) {
      const start = (y + side) * picture.width + side;
      picture.pixels.fill(255, start, start + side);
    }
    assert.equal(scan(picture), "x".repeat(500));
  });

  it("png: a module has the asked size, and 8 pixels by default", async () => {
    const modules = (await modulesInTerminal(qrCode(content, "terminal")))[0]?.length ?? 0;
    const widthOf = (options?: QrCodeOptions): number => {
      const picture = greyOf(Buffer.from(qrCode(content, "png", options), "base64"));
      assert.equal(scan(picture), content);
      return picture.width;
    };
    assert.equal(widthOf(), modules * 8);
    for (const moduleSizeInPixels of [3, 4, 5, 12]) {
      assert.equal(widthOf({ moduleSizeInPixels }), modules * moduleSizeInPixels);
    }
    assert.ok(qrCode(content, "png", { moduleSizeInPixels: 1 }));
  });

  it("svg: the title is for screen readers, escaped, and never the content", () => {
    assert.match(qrCode(content, "svg"), /^<svg [^>]*role="img"><title>QR code<\/title>/);
    assert.match(qrCode(content, "svg", { title: `<b>"&'` }), /<title>&lt;b&gt;&quot;&amp;&#39;<\/title>/);
  });

  it("svg: is crisp and carries its size in pixels", () => {
    const svg = qrCode(content, "svg", { moduleSizeInPixels: 3 });
    const size = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1]);
    assert.match(svg, new RegExp(`width="${size * 3}" height="${size * 3}"`));
    assert.match(svg, /shape-rendering="crispEdges"/);
  });

  it("the most bytes fit, one more is an error with the counts", () => {
    for (const [errorCorrection, capacity] of [
      ["L", 2953],
      ["M", 2331],
      ["Q", 1663],
      ["H", 1273],
    ] as const) {
      assert.ok(
        qrCode("é".repeat(capacity / 2).padEnd(Math.ceil(capacity / 2), "x"), "svg", { errorCorrection }),
      );
      const { code, message } = refusalBy(() => qrCode("z".repeat(capacity + 1), "svg", { errorCorrection }));
      assert.equal(code, "content-too-long");
      assert.match(message, new RegExp(`${capacity + 1} bytes.* ${errorCorrection} holds ${capacity}\\b`));
      assert.doesNotMatch(message, /zz/);
    }
  });

  it("counts bytes, not characters", () => {
    assert.match(refusalBy(() => qrCode("é".repeat(1200), "png")).message, /2400 bytes/);
  });

  it("empty content is an error", () => {
    assert.equal(refusalBy(() => qrCode("", "svg")).code, "unreadable-content");
  });

  it("faulty options are all reported at once", () => {
    const options = {
      errorCorrection: "X",
      moduleSizeInPixels: 0.5,
      modulesize: 3,
    } as unknown as QrCodeOptions;
    const { code, faults } = refusalBy(() => qrCode(content, "jpeg" as QrCodeForm, options));
    assert.equal(code, "invalid-option");
    assert.deepEqual(
      faults.map((fault) => fault.split(" ")[0]),
      ["form", "errorCorrection", "moduleSizeInPixels", '"modulesize"'],
    );
    for (const moduleSizeInPixels of [0, -1, 33, Number.NaN, Infinity]) {
      assert.equal(refusalBy(() => qrCode(content, "png", { moduleSizeInPixels })).code, "invalid-option");
    }
  });
});

describe("qrCodeFor", () => {
  it("draws Graph's content with what the options add to it", () => {
    const svg = qrCodeFor(`{"a":1}`, "svg", { useMobileData: true, moduleSizeInPixels: 2 });
    assert.equal(scanSvg(svg), `{"a":1,"android.app.extra.PROVISIONING_USE_MOBILE_DATA":true}`);
  });

  it("reports faults of content and drawing together", () => {
    const options = { locale: "en", errorCorrection: "X", localle: "en_US" } as unknown as QrCodeOptions;
    const { faults } = refusalBy(() => qrCodeFor(content, "svg", options));
    assert.deepEqual(
      faults.map((fault) => fault.split(" ")[0]),
      ["locale", "errorCorrection", '"localle"'],
    );
    assert.equal(refusalBy(() => qrCodeFor("token", "svg")).code, "unreadable-content");
  });
});

describe("qrCodeImage", () => {
  it("is Graph's mimeContent: a PNG in base64 that a scanner reads", () => {
    const { type, value, ...others } = qrCodeImage(content);
    assert.equal(type, "image/png");
    assert.deepEqual(others, {});
    assert.equal(scan(greyOf(Buffer.from(value, "base64"))), content);
  });
});
