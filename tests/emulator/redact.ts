const redacted = "[redacted]";

/** A shorter text is too likely to be part of something else, so that taking it out would spoil the record. */
const shortestSecret = 8;

/** Takes bearers, tokens, QR contents and passwords out of what is recorded. */
export class Redactor {
  private readonly bearers = new Set<string>();

  /** @param issued all token values and QR contents of the moment */
  constructor(private readonly issued: () => Iterable<string>) {}

  /** Takes the bearer out of everything recorded from now on. */
  hide(bearer: string): void {
    if (bearer.length >= shortestSecret) this.bearers.add(bearer);
  }

  /** The value, which must be JSON, without secrets. */
  clean<T>(value: T): T {
    let text = JSON.stringify(value);
    for (const bearer of this.bearers) text = text.replaceAll(bearer, redacted);
    for (const secret of this.issued()) text = text.replaceAll(secret, redacted);
    // Replacing texts within strings leaves the shape as it was.
    return JSON.parse(text, cleanMember) as T;
  }
}

function cleanMember(name: string, value: unknown): unknown {
  if (typeof value !== "string") return value;
  switch (name) {
    case "authorization":
    case "proxy-authorization":
    case "cookie":
      // The scheme stays, so that a record shows that there was a bearer.
      return value.replace(/^(Bearer )?.*$/is, `$1${redacted}`);
    case "wifiPassword":
      return redacted;
    default:
      return value;
  }
}
