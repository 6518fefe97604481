#!/usr/bin/env node
// Committed, because npm links a program only if its file is there, and a clone is built after its packages are installed.
require("../dist/cli/main.js");
