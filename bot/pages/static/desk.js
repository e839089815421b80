// The desk's pages work without script; this makes them quicker and live.
"use strict";
