/** Android's form of a locale is `xx_YY`. Codes that are unknown, or out of use like `en_UK`, do not pass. */
export function localeFaults(option: string, locale: unknown): string[] {
  const fault = [`${option} must be a language and a country that exist, written like "en_US".`];
  if (typeof locale !== "string" || !/^[a-z]{2,3}_(?:[A-Z]{2}|\d{3})$/.test(locale)) return fault;
  const tag = locale.replace("_", "-");
  if (Intl.getCanonicalLocales(tag)[0] !== tag) return fault;
  const [language = "", region = ""] = tag.split("-");
  return isKnown("language", language) && isKnown("region", region) ? [] : fault;
}

function isKnown(type: "language" | "region", code: string): boolean {
  return new Intl.DisplayNames("en", { type, fallback: "none" }).of(code) !== undefined;
}
