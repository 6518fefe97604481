import { GraphError } from "./GraphError";

/**
 * An answer that was read whole and is not what Graph sends.
 *
 * @param fault in words that follow "the answer"
 * @param certainlyNotDone false where the request asked for something that may exist now
 */
export function unreadable(
  what: string,
  target: string,
  status: number,
  fault: string,
  certainlyNotDone = true,
): GraphError {
  const message = `Could not ${what} ${target}: the answer (${status}) ${fault}. It is not what Microsoft Graph sends: check proxies, and intune:graphEndpoint.`;
  return new GraphError("unreadable-answer", message, { status, certainlyNotDone });
}
