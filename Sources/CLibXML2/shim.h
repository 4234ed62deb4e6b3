#pragma once
#include <libxml/xmlversion.h>
// Debian's libxml2 is built with ICU, whose types collide with those of Foundation's own ICU.
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/xmlreader.h>
#include <libxml/xmlwriter.h>
