import { IntuneError } from "../errors";

/**
 * Puts a failed sign-in into words. @azure/identity's messages hold AADSTS codes, trace and correlation ids and
 * no secret; they are kept, in one line, because support asks for exactly these.
 */
export function signInError(error: unknown, scope: string): IntuneError {
  if (error instanceof IntuneError) return error;
  const said = error instanceof Error ? error.message : String(error);
  return new IntuneError(
    "sign-in",
    `Signing in to Microsoft Entra for ${scope} failed: ${said.replace(/\s+/g, " ").trim()}`,
  );
}
