/**
 * What the `__provider` text of every EnrollmentToken in every state file names. The path of this module is part
 * of the persisted format: it must go on exporting a provider that understands the states of earlier releases.
 */
import { configureProcess, processSession } from "./dynamicHost";
import { EnrollmentTokenProvider } from "./token/provider";

export = new EnrollmentTokenProvider(processSession, configureProcess);
