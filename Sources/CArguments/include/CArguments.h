#pragma once

/// An argument that the process was started with, 0 being the name of its program; NULL behind the last.
///
/// As the C library hands them to constructors: Swift reads them from /proc, and without it has none.
const char *_Nullable cardferry_argument(int index);
