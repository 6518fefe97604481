import { type Case, itRefuses } from "./errorCases";
import { afw, deviceOwner, scenes } from "./harness";

/** How it is asked for. */
const cases: readonly Case[] = [
  {
    title: "$select of a property that the type has not",
    request: ["GET", "{afw}?$select=id,tokenCreationDateTime"],
    status: 400,
    code: "BadRequest",
    message:
      "Parsing OData Select and Expand failed: Could not find a property named 'tokenCreationDateTime' on type 'microsoft.graph.androidForWorkEnrollmentProfile'.",
  },
  {
    title: "$expand=assignments on a list",
    request: ["GET", `${deviceOwner}?$expand=assignments`],
    status: 400,
    code: "BadRequest",
    message:
      "Parsing OData Select and Expand failed: Could not find a property named 'assignments' on type 'microsoft.graph.androidDeviceOwnerEnrollmentProfile'.",
  },
  {
    title: "$expand=assignments on a profile",
    request: ["GET", "{afw}?$expand=assignments"],
    status: 400,
    code: "BadRequest",
    message:
      "Parsing OData Select and Expand failed: Could not find a property named 'assignments' on type 'microsoft.graph.androidForWorkEnrollmentProfile'.",
  },
  {
    title: "a $filter that the service does not take",
    request: ["GET", `${afw}?$filter=tokenValue eq 'A'`],
    status: 400,
    code: "BadRequest",
    message: "Invalid filter clause",
  },
  {
    title: "another query option",
    request: ["GET", `${afw}?$orderby=displayName`],
    status: 400,
    code: "BadRequest",
    message: "The query option '$orderby' is not supported.",
  },
  {
    title: "a method that a profile has not",
    request: ["PUT", "{afw}", {}],
    status: 405,
    code: "BadRequest",
    message: "Specified HTTP method is not allowed for the request target.",
  },
  {
    title: "a method that an action has not",
    request: ["GET", "{afw}/createToken"],
    status: 405,
    code: "BadRequest",
    message: "Specified HTTP method is not allowed for the request target.",
  },
];

describe("the emulator's errors", () => {
  const start = scenes();
  itRefuses(start, cases);
});
