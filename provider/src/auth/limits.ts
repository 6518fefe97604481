import { setTimeout as sleep } from "node:timers/promises";
import type { TokenCredential, TokenCredentialOptions } from "@azure/identity";

export type Policy = NonNullable<TokenCredentialOptions["additionalPolicies"]>[number]["policy"];

/** Microsoft Entra answers with a few KiB. */
const largestAnswerInBytes = 1024 * 1024;

/**
 * Gives a request up, its repetitions included, when no whole answer has come in time, or one without end comes.
 *
 * @param onGivenUp is told why, in words that follow "No answer came"
 */
export function limitPolicy(seconds: number, onGivenUp: (why: string) => void): Policy {
  return {
    name: "limitPolicy",
    sendRequest: async (request, next) => {
      const controller = new AbortController();
      request.abortSignal?.addEventListener("abort", () => {
        controller.abort();
      });
      request.abortSignal = controller.signal;
      let timer: NodeJS.Timeout | undefined;
      // Raced for, because the pipeline does not always notice that it is aborted while it reads an answer.
      const givenUp = new Promise<never>((_, reject) => {
        const giveUp = (why: string) => {
          onGivenUp(why);
          controller.abort();
          reject(new Error(why));
        };
        timer = setTimeout(giveUp, seconds * 1000, `given up after ${seconds} s`);
        request.onDownloadProgress = ({ loadedBytes }) => {
          if (loadedBytes > largestAnswerInBytes) giveUp("given up at 1 MiB");
        };
      });
      try {
        return await Promise.race([next(request), givenUp]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** The credential, given up when it has no access token in time, whatever it waits for. */
export function withinTime(credential: TokenCredential, seconds: number): TokenCredential {
  const timeUp = async (signal: AbortSignal): Promise<never> => {
    await sleep(seconds * 1000, undefined, { signal });
    throw new Error(`the credential gave no access token within ${seconds} s`);
  };
  return {
    getToken: async (scopes, options) => {
      const settled = new AbortController();
      try {
        return await Promise.race([credential.getToken(scopes, options), timeUp(settled.signal)]);
      } finally {
        settled.abort();
      }
    },
  };
}
