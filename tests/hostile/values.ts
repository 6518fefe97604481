import fc from "fast-check";

/** Texts that have hurt programs before. */
const nasty = fc.constantFrom(
  "\u0000\u001b[31m",
  "\u202e\u2066txt.exe",
  "\ud800",
  "__proto__",
  "constructor",
  "1e999",
  "2026-13-45T99:99:99Z",
  "9999-12-31T23:59:59.9999999+14:00",
  "-271821-04-20T00:00:00Z",
  "0001-01-01T00:00:00Z",
  "x".repeat(20_000),
  "]]>{{}}%s%n$(id)",
);

const leaf = fc.oneof(
  nasty,
  fc.string({ unit: "binary" }),
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
);

const keys = fc.oneof(
  fc.constantFrom(
    "id",
    "displayName",
    "tokenValue",
    "tokenExpirationDateTime",
    "tokenCreationDateTime",
    "qrCodeContent",
    "enrollmentMode",
    "value",
    "@odata.nextLink",
    "error",
    "code",
    "message",
    "innerError",
    "request-id",
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "hasOwnProperty",
    "length",
    "fault",
  ),
  nasty,
);

/** Any JSON, with the field names that the provider looks for among its keys. */
export const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(tie("json"), { maxLength: 4 }),
    fc.array(fc.tuple(keys, tie("json")), { maxLength: 8 }).map(ownMembers),
  ),
}));

/** As JSON.parse makes it: `__proto__` is a member like any other. */
function ownMembers(entries: [string, unknown][]): unknown {
  const members = entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return JSON.parse(`{${members.join(",")}}`) as unknown;
}

const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.oneof(arbitrary, leaf, json);

/** A profile in which each field is right, or anything else. */
export const profileLike = fc.record(
  {
    id: maybe(fc.constant("0f1e2d3c")),
    displayName: maybe(fc.constant("Kiosk")),
    tokenValue: maybe(fc.constant("ABCDEFGHIJKLMNOPQRST")),
    tokenExpirationDateTime: maybe(fc.constant("2026-03-01T10:00:00Z")),
    tokenCreationDateTime: maybe(fc.constant("2026-02-01T10:00:00Z")),
    qrCodeContent: maybe(fc.constant("{}")),
    enrollmentMode: maybe(fc.constant("corporateOwnedFullyManaged")),
  },
  { requiredKeys: [] },
);

export const listLike = fc.record(
  { value: maybe(fc.array(profileLike, { maxLength: 3 })), "@odata.nextLink": leaf },
  { requiredKeys: [] },
);

export const errorLike = fc.record(
  {
    error: maybe(
      fc.record(
        {
          code: maybe(fc.constant("BadRequest")),
          message: maybe(json.map((value) => JSON.stringify({ Message: value }))),
          innerError: maybe(fc.record({ "request-id": leaf })),
        },
        { requiredKeys: [] },
      ),
    ),
  },
  { requiredKeys: [] },
);

/** Texts that are not quite JSON, or more of it than any stack holds. */
export const deep = [
  "[".repeat(100_000) + "]".repeat(100_000),
  '{"a":'.repeat(100_000) + "1" + "}".repeat(100_000),
  "[".repeat(500_000),
  `{"error":{"message":${JSON.stringify('{"Message":'.repeat(50_000))}}}`,
] as const;

/** Texts that a terminal obeys, a page renders, or a parser trips over. */
const text = fc.oneof(
  nasty,
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom(
    "\u001b]0;title\u0007\u001b[2J",
    "\u009b31m",
    "a\r\nintune: everything is fine",
    "\u061c\u200f\u2067abc\u2069",
    "\u2028\u2029",
    "\udfff\ud800",
    "${jndi:ldap://127.0.0.1/a}",
    "<script>alert(1)</script>",
    "../../../../etc/passwd",
    "..",
    "%2e%2e%2f",
    "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.",
    "k".repeat(5000),
  ),
);

const date = fc.oneof(
  fc.date({ noInvalidDate: true }).map((one) => one.toISOString()),
  fc.constantFrom(
    "2026-03-01T10:00:00Z",
    "2026-03-01",
    "2026-03-01 10:00",
    "1",
    "+275760-09-13T00:00:00.000Z",
    "-271821-04-20T00:00:00.000Z",
    "-000001-01-01T00:00:00Z",
    "0001-01-01T00:00:00.0000000Z",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59.9999999Z",
    "9999-12-31T23:59:59-14:00",
    "Sat, 01 Jan 2028 00:00:00 GMT",
    "2026-02-31T00:00:00Z",
  ),
  text,
);

/** What all hostile tokens and QR contents hold, and no message may. */
export const tokenValue = "ABCDEFGHIJKLMNOPQRST";

const id = fc.oneof(
  fc.constant("0f1e2d3c"),
  text.filter((one) => one !== ""),
);

/** Graph's answer about a profile: every field has the right type, and may have a harmful value. */
const entity = {
  id,
  displayName: fc.oneof(fc.constant("Kiosk"), text),
  tokenValue: fc.oneof(
    fc.constant(tokenValue),
    fc.constant(""),
    text.map((more) => `${tokenValue}${more}`),
  ),
  tokenExpirationDateTime: date,
  tokenCreationDateTime: date,
  qrCodeContent: fc.oneof(
    fc.constant(""),
    text.map((more) => `${more}${tokenValue}`),
  ),
  enrollmentMode: fc.constantFrom(
    "corporateOwnedDedicatedDevice",
    "corporateOwnedFullyManaged",
    "constructor",
  ),
  createdDateTime: date,
  enrolledDeviceCount: fc.constantFrom(0, 0, -1, 1e308, 0.5),
};

export type Entity = {
  -readonly [Name in keyof typeof entity]: (typeof entity)[Name] extends fc.Arbitrary<infer V> ? V : never;
};

/** Every field has the right type, and some have a harmful value. */
export const hostileEntity: fc.Arbitrary<Entity> = fc.record(entity);

/** A head of an answer that is as hostile as HTTP can carry it, and worse. */
export const hostileHead: fc.Arbitrary<readonly string[]> = fc.array(
  fc
    .tuple(
      fc.constantFrom(
        "request-id",
        "Retry-After",
        "Date",
        "Content-Type",
        "Content-Length",
        "Transfer-Encoding",
        "Content-Encoding",
        "WWW-Authenticate",
        "Location",
        "Set-Cookie",
        "x-ms-ags-diagnostic",
        "Connection",
        "__proto__",
      ),
      fc.oneof(
        fc.string({ unit: "binary", maxLength: 30 }),
        fc.constantFrom(
          "\u001b[31mred",
          "\u009b31m",
          "\u202e\u2066",
          "Fri, 13 Sep 275760 00:00:00 GMT",
          "Sat, 01 Jan 9999 00:00:00 GMT",
          "Thu, 01 Jan 0001 00:00:00 GMT",
          "Thu, 01 Jan 1970 00:00:00 GMT",
          "-1",
          "0",
          "1e309",
          "99999999999999999999",
          "gzip",
          "chunked",
          "text/html; charset=\u001b[2J",
          'Bearer claims="eyJhIjoxfQ==", error="insufficient_claims"',
          `Bearer claims="${Buffer.from("\u001b[31m{").toString("base64")}"`,
          "http://127.0.0.1:9/elsewhere",
          "k".repeat(20_000),
        ),
      ),
    )
    .map(([name, value]) => `${name}: ${value}`),
  { maxLength: 5 },
);
