import fc from "fast-check";

/** Texts that have hurt programs before. */
export const nasty = fc.constantFrom(
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
