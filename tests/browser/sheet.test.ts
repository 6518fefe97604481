import assert from "node:assert/strict";

import fc from "fast-check";
import type { Browser, Page } from "playwright-core";

import { qrCodeContentWith } from "../../provider/src/qr/content";
import { qrCode } from "../../provider/src/qr/draw";
import { type EnrollmentSheetOptions, enrollmentSheetPage } from "../../provider/src/qr/sheet";
import { languages } from "../../provider/src/qr/sheetLanguages";
import { chromiumIn, startChromium, withServedPage } from "./browser";
import { greyOf, scan } from "./scan";

const extra = "android.app.extra.PROVISIONING_";
const plainContent = JSON.stringify({
  [`${extra}DEVICE_ADMIN_COMPONENT_NAME`]:
    "com.google.android.apps.work.clouddpc/.receivers.CloudDeviceAdminReceiver",
  [`${extra}DEVICE_ADMIN_SIGNATURE_CHECKSUM`]: "I5YvS0O5hXY46mb01BlRjq4oJJGs2kuUcHvVkAPEXlg",
  [`${extra}DEVICE_ADMIN_PACKAGE_DOWNLOAD_LOCATION`]:
    "https://play.google.com/managed/downloadManagingApp?identifier=setup",
  [`${extra}ADMIN_EXTRAS_BUNDLE`]: {
    "com.google.android.apps.work.clouddpc.EXTRA_ENROLLMENT_TOKEN": "ABCDEFGHIJKLMNOPQRST",
  },
});
const content = qrCodeContentWith(plainContent, {
  wifi: { ssid: "Montaje Zaragoza", password: "correct horse battery staple" },
  locale: "es_ES",
  timeZone: "Europe/Madrid",
});
const token = {
  qrCodeContent: content,
  tokenValue: "ABCDEFGHIJKLMNOPQRST",
  tokenExpirationDateTime: "2026-07-05T22:30:00Z",
  profileDisplayName: "Lobby kiosks",
};
const sheet = (options: Partial<EnrollmentSheetOptions> = {}): string =>
  enrollmentSheetPage(token, { title: "Kiosk tablets", ...options });

const sheetLocales = Object.keys(languages) as (keyof typeof languages)[];

/** As much text as a sheet takes, in the widest letters, in each language. */
const [fullest = "", ...others] = sheetLocales.toReversed().map((locale) =>
  enrollmentSheetPage(
    { ...token, profileDisplayName: "W".repeat(256) },
    {
      title: "W".repeat(60),
      instructions: Array.from({ length: 4 }, () => "W".repeat(74)).join("\n"),
      locale,
      timeZone: "America/Argentina/ComodRivadavia",
    },
  ),
);

/** For devices without Google services, whose content is base64. */
const aosp = enrollmentSheetPage(
  { ...token, qrCodeContent: Buffer.from(content).toString("base64") },
  { title: "Headsets" },
);

const scanScreen = async (page: Page): Promise<string | undefined> => scan(greyOf(await page.screenshot()));

/** Run in the page: whether its parts follow each other without overlapping. */
const isLaidOut = `[...document.querySelectorAll("header, .code svg, ol, .notes, footer")]
  .map((part) => part.getBoundingClientRect())
  .every(({ top }, index, parts) => index === 0 || parts[index - 1].bottom <= top)`;

async function pagesPrinted(page: Page, format: "A4" | "Letter"): Promise<number> {
  const pdf = await page.pdf({ format, printBackground: true });
  return pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}

describe("enrollment sheet in a browser", function () {
  this.timeout(60_000);
  let browser: Browser;

  before(async () => {
    browser = await startChromium();
  });

  after(async () => {
    // Undefined where Chromium is missing: then the failure of `before` is the one to read.
    await (browser as Browser | undefined)?.close();
  });

  it("A4 at 96 dpi, on the screen: the code scans and nothing is cut off", async () => {
    for (const html of [sheet({ instructions: "Ask at desk 4." }), fullest]) {
      await withServedPage(browser, html, async ({ page }) => {
        await page.setViewportSize({ width: 794, height: 1123 });
        assert.equal(await scanScreen(page), content);
        assert.ok(await page.evaluate("document.documentElement.scrollHeight <= 1123"));
      });
    }
  });

  it("a phone: the code scans from the first screen, and nothing needs scrolling sideways", async () => {
    for (const html of [sheet(), fullest]) {
      await withServedPage(browser, html, async ({ page }) => {
        await page.setViewportSize({ width: 390, height: 844 });
        assert.equal(await scanScreen(page), content);
        assert.ok(await page.evaluate("document.documentElement.scrollWidth <= 390"));
      });
    }
  });

  for (const format of ["A4", "Letter"] as const) {
    it(`prints on one page of ${format}, in each language, however much it is asked to hold`, async () => {
      for (const html of [sheet(), aosp, fullest, ...others]) {
        await withServedPage(browser, html, async ({ page }) => {
          assert.equal(await pagesPrinted(page, format), 1);
        });
      }
    });
  }

  for (const [format, width, height] of [
    ["A4", 695, 1024],
    ["Letter", 718, 957],
  ] as const) {
    it(`${format} as printed at 192 dpi: the code scans, however much stands beside it`, async () => {
      for (const html of [sheet(), fullest]) {
        await withServedPage(
          browser,
          html,
          async ({ page }) => {
            // The paper without its margins, but for the code's light edge: a screen would cut it off.
            await page.setViewportSize({ width: width + 40, height });
            await page.emulateMedia({ media: "print" });
            await page.evaluate("document.body.style.margin = '0 20px'");
            assert.equal(await scanScreen(page), content);
            assert.ok(await page.evaluate(isLaidOut), "no part lies over the next one");
          },
          2,
        );
      }
    });
  }

  for (const [form, type] of [
    ["svg", "image/svg+xml"],
    ["png", "image/png"],
  ] as const) {
    it(`a ${form} file: the code scans as the browser shows it`, async () => {
      const drawn = qrCode(content, form);
      const base64 = form === "svg" ? Buffer.from(drawn).toString("base64") : drawn;
      const html = `<img src="data:${type};base64,${base64}">`;
      await withServedPage(browser, html, async ({ page }) => {
        await page.setViewportSize({ width: 1000, height: 1000 });
        assert.equal(await scanScreen(page), content);
      });
    });
  }

  it("any texts, any network: one page of paper, a code that scans on a phone, nothing sideways", async () => {
    const text = (most: number) => fc.string({ unit: "grapheme", minLength: 1, maxLength: most });
    const password = fc.string({ unit: "grapheme-ascii", minLength: 8, maxLength: 63 });
    const sheets = fc.record({
      title: text(60).filter((title) => title.trim() !== "" && title.length <= 60),
      instructions: text(300).filter((lines) => lines.length <= 300 && lines.split("\n").length <= 4),
      locale: fc.constantFrom(...sheetLocales),
      device: fc.record({ wifi: fc.record({ ssid: fc.string({ minLength: 1, maxLength: 10 }), password }) }),
    });
    const property = fc.asyncProperty(sheets, text(256), async (options, profileDisplayName) => {
      const html = enrollmentSheetPage({ ...token, profileDisplayName }, options);
      await withServedPage(browser, html, async ({ page }) => {
        for (const format of ["A4", "Letter"] as const) assert.equal(await pagesPrinted(page, format), 1);
        await page.setViewportSize({ width: 390, height: 844 });
        assert.equal(await scanScreen(page), qrCodeContentWith(content, options.device));
        assert.ok(await page.evaluate("document.documentElement.scrollWidth <= 390"));
      });
    });
    // The first counterexample will do: to look for a smaller one takes a browser minutes.
    await fc.assert(property, { numRuns: 10, endOnFailure: true });
  });

  it("asks for nothing beyond the page itself", async () => {
    await withServedPage(browser, sheet(), async ({ page, requests }) => {
      await page.pdf();
      await page.waitForLoadState("networkidle");
      assert.deepEqual(requests.sort(), ["page: /", "server: /"]);
    });
  });

  it("hostile texts neither run nor reach out, and are read as they were written", async () => {
    const title = "</title><script>ran=1</script><base href=//x>";
    const hostile = (origin: string): string =>
      `</style><script>ran=1</script><img src=${origin}/ onerror="ran=1">`;
    const html = (origin: string): string =>
      enrollmentSheetPage(
        { ...token, profileDisplayName: hostile(origin), tokenValue: hostile(origin) },
        { title, instructions: hostile(origin) },
      );
    await withServedPage(browser, html, async ({ page, origin, requests }) => {
      await page.waitForLoadState("networkidle");
      assert.equal(await page.evaluate("typeof ran"), "undefined");
      assert.deepEqual(requests.sort(), ["page: /", "server: /"]);
      assert.equal(await page.locator("script, img, base, main style").count(), 0);
      assert.equal(await page.locator("h1").textContent(), title);
      assert.equal(await page.locator(".token").textContent(), hostile(origin));
    });
  });

  it("the page's policy stops them even if they stood in it as HTML", async () => {
    const smuggled = (origin: string): string =>
      `<script>ran=1</script><img src="${origin}/leak" onerror="ran=1"><style>h1{display:none}</style>` +
      `<link rel="stylesheet" href="${origin}/leak"><iframe src="${origin}/leak"></iframe>`;
    const html = (origin: string): string => sheet().replace("<header>", `${smuggled(origin)}<header>`);
    const withoutPolicy = (origin: string): string => html(origin).replace(/<meta http-equiv[^>]*>/, "");
    await withServedPage(browser, html, async ({ page, requests }) => {
      await page.waitForLoadState("networkidle");
      assert.equal(await page.evaluate("typeof ran"), "undefined");
      assert.ok(!requests.includes("server: /leak"));
      assert.ok(await page.isVisible("h1"));
    });
    await withServedPage(browser, withoutPolicy, async ({ page, requests }) => {
      assert.equal(await page.evaluate("typeof ran"), "number", "without the policy they would have run");
      assert.ok(requests.includes("server: /leak"));
    });
  });

  it("tells screen readers its language and what the image is, but not what the image holds", async () => {
    await withServedPage(browser, sheet({ locale: "es" }), async ({ page }) => {
      assert.equal(await page.getByRole("img", { name: "Código QR de inscripción", exact: true }).count(), 1);
      assert.equal(await page.getByRole("listitem").count(), 5);
      assert.equal(await page.evaluate("document.documentElement.lang"), "es");
    });
  });
});

describe("Chromium for the browser tests", () => {
  it("if it is missing, the tests fail and say what to install", () => {
    assert.throws(
      () => chromiumIn(["", "relative", "/nowhere"]),
      /PATH holds none of.*apt-get install -y chromium/,
    );
  });
});
