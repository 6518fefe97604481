import { IntuneError } from "../errors";

/**
 * An error in the form that the engine shows best. For some hooks the SDK prints `${error}: ${error.stack}` besides
 * handing the message on; the stack of an error that is explained already only buries the explanation.
 */
export async function withoutStack<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof IntuneError)) throw error;
    error.stack = "the resource's own error says more";
    throw Object.assign(error, { toString: () => `intune: ${error.code}` });
  }
}
