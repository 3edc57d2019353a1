// The data tables that travel inside the binary. A table is three lines and a row.
#include "CShippedTables.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

#define TABLE(name, symbol) {name, symbol, sizeof symbol}

static const unsigned char wording_en_monitoring[] = {
#embed "tables/wording/en/Monitoring.txt"
};
static const unsigned char wording_zh_monitoring[] = {
#embed "tables/wording/zh-Hans/Monitoring.txt"
};
static const unsigned char wording_en_delimited_text[] = {
#embed "tables/wording/en/DelimitedText.txt"
};
static const unsigned char wording_zh_delimited_text[] = {
#embed "tables/wording/zh-Hans/DelimitedText.txt"
};

static const headwater_table tables[] = {
    TABLE("wording/en/Monitoring.txt", wording_en_monitoring),
    TABLE("wording/zh-Hans/Monitoring.txt", wording_zh_monitoring),
    TABLE("wording/en/DelimitedText.txt", wording_en_delimited_text),
    TABLE("wording/zh-Hans/DelimitedText.txt", wording_zh_delimited_text),
};

const headwater_table *headwater_table_list(size_t *count) {
    *count = sizeof tables / sizeof tables[0];
    return tables;
}
