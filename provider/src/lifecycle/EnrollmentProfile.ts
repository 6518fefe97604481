/**
 * The `__provider` text of every EnrollmentProfile in state names this module. So its path is part of the persisted
 * format. It must always export a provider that understands the states of earlier releases.
 */
import { configureProcess, processSession } from "./dynamicHost";
import { EnrollmentProfileProvider } from "./profile/provider";

export = new EnrollmentProfileProvider(processSession, configureProcess);
