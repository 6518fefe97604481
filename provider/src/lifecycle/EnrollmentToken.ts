/**
 * The `__provider` text of every EnrollmentToken in state names this module. So its path is part of the persisted
 * format. It must always export a provider that understands the states of earlier releases.
 */
import { configureProcess, processSession } from "./dynamicHost";
import { EnrollmentTokenProvider } from "./token/provider";

export = new EnrollmentTokenProvider(processSession, configureProcess);
