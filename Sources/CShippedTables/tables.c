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

static const unsigned char wording_en_batchrun[] = {
#embed "tables/wording/en/BatchRun.txt"
};
static const unsigned char wording_zh_batchrun[] = {
#embed "tables/wording/zh-Hans/BatchRun.txt"
};
static const unsigned char wording_en_headwater[] = {
#embed "tables/wording/en/headwater.txt"
};
static const unsigned char wording_zh_headwater[] = {
#embed "tables/wording/zh-Hans/headwater.txt"
};

static const unsigned char wording_en_reports[] = {
#embed "tables/wording/en/Reports.txt"
};
static const unsigned char wording_zh_reports[] = {
#embed "tables/wording/zh-Hans/Reports.txt"
};
static const unsigned char report_frame[] = {
#embed "tables/report/frame.html.mustache"
};
static const unsigned char report_alert[] = {
#embed "tables/report/alert.html.mustache"
};
static const unsigned char report_style[] = {
#embed "tables/report/page.css"
};
static const unsigned char report_paper[] = {
#embed "tables/report/paper.css"
};
static const unsigned char report_print[] = {
#embed "tables/report/print.py"
};
static const unsigned char report_script[] = {
#embed "tables/report/page.js"
};
static const unsigned char wording_en_store[] = {
#embed "tables/wording/en/Store.txt"
};
static const unsigned char wording_zh_store[] = {
#embed "tables/wording/zh-Hans/Store.txt"
};
static const unsigned char wording_en_custody[] = {
#embed "tables/wording/en/Custody.txt"
};
static const unsigned char wording_zh_custody[] = {
#embed "tables/wording/zh-Hans/Custody.txt"
};

static const unsigned char wording_en_sewernetwork[] = {
#embed "tables/wording/en/SewerNetwork.txt"
};
static const unsigned char wording_zh_sewernetwork[] = {
#embed "tables/wording/zh-Hans/SewerNetwork.txt"
};

static const unsigned char wording_en_anomaly_detection[] = {
#embed "tables/wording/en/AnomalyDetection.txt"
};
static const unsigned char wording_en_alerts[] = {
#embed "tables/wording/en/Alerts.txt"
};
static const unsigned char wording_zh_anomaly_detection[] = {
#embed "tables/wording/zh-Hans/AnomalyDetection.txt"
};
static const unsigned char wording_zh_alerts[] = {
#embed "tables/wording/zh-Hans/Alerts.txt"
};

static const unsigned char wording_en_backcalculation[] = {
#embed "tables/wording/en/BackCalculation.txt"
};
static const unsigned char wording_zh_backcalculation[] = {
#embed "tables/wording/zh-Hans/BackCalculation.txt"
};
static const unsigned char parameters[] = {
#embed "tables/parameters.csv"
};

static const unsigned char wording_en_spreadsheets[] = {
#embed "tables/wording/en/Spreadsheets.txt"
};
static const unsigned char wording_zh_spreadsheets[] = {
#embed "tables/wording/zh-Hans/Spreadsheets.txt"
};
static const unsigned char wording_en_assay_files[] = {
#embed "tables/wording/en/AssayFiles.txt"
};
static const unsigned char wording_zh_assay_files[] = {
#embed "tables/wording/zh-Hans/AssayFiles.txt"
};
static const unsigned char wording_en_laboratory_quality[] = {
#embed "tables/wording/en/LaboratoryQuality.txt"
};
static const unsigned char wording_zh_laboratory_quality[] = {
#embed "tables/wording/zh-Hans/LaboratoryQuality.txt"
};
static const unsigned char wording_en_programme_files[] = {
#embed "tables/wording/en/ProgrammeFiles.txt"
};
static const unsigned char wording_zh_programme_files[] = {
#embed "tables/wording/zh-Hans/ProgrammeFiles.txt"
};
static const unsigned char analytes[] = {
#embed "tables/analytes.csv"
};
static const unsigned char headers[] = {
#embed "tables/headers.csv"
};
static const unsigned char terms[] = {
#embed "tables/terms.csv"
};

static const unsigned char wording_en_sourcetracing[] = {
#embed "tables/wording/en/SourceTracing.txt"
};
static const unsigned char wording_zh_sourcetracing[] = {
#embed "tables/wording/zh-Hans/SourceTracing.txt"
};

static const headwater_table tables[] = {
    TABLE("wording/en/SourceTracing.txt", wording_en_sourcetracing),
    TABLE("wording/zh-Hans/SourceTracing.txt", wording_zh_sourcetracing),
    TABLE("wording/en/Spreadsheets.txt", wording_en_spreadsheets),
    TABLE("wording/zh-Hans/Spreadsheets.txt", wording_zh_spreadsheets),
    TABLE("wording/en/AssayFiles.txt", wording_en_assay_files),
    TABLE("wording/zh-Hans/AssayFiles.txt", wording_zh_assay_files),
    TABLE("wording/en/LaboratoryQuality.txt", wording_en_laboratory_quality),
    TABLE("wording/zh-Hans/LaboratoryQuality.txt", wording_zh_laboratory_quality),
    TABLE("parameters.csv", parameters),
    TABLE("wording/en/BackCalculation.txt", wording_en_backcalculation),
    TABLE("wording/zh-Hans/BackCalculation.txt", wording_zh_backcalculation),
    TABLE("wording/en/AnomalyDetection.txt", wording_en_anomaly_detection),
    TABLE("wording/en/Alerts.txt", wording_en_alerts),
    TABLE("wording/zh-Hans/AnomalyDetection.txt", wording_zh_anomaly_detection),
    TABLE("wording/zh-Hans/Alerts.txt", wording_zh_alerts),
    TABLE("wording/en/SewerNetwork.txt", wording_en_sewernetwork),
    TABLE("wording/zh-Hans/SewerNetwork.txt", wording_zh_sewernetwork),
    TABLE("wording/en/BatchRun.txt", wording_en_batchrun),
    TABLE("wording/zh-Hans/BatchRun.txt", wording_zh_batchrun),
    TABLE("wording/en/headwater.txt", wording_en_headwater),
    TABLE("wording/zh-Hans/headwater.txt", wording_zh_headwater),
    TABLE("wording/en/Monitoring.txt", wording_en_monitoring),
    TABLE("wording/zh-Hans/Monitoring.txt", wording_zh_monitoring),
    TABLE("wording/en/DelimitedText.txt", wording_en_delimited_text),
    TABLE("wording/zh-Hans/DelimitedText.txt", wording_zh_delimited_text),
    TABLE("wording/en/Reports.txt", wording_en_reports),
    TABLE("wording/zh-Hans/Reports.txt", wording_zh_reports),
    TABLE("report/frame.html.mustache", report_frame),
    TABLE("report/alert.html.mustache", report_alert),
    TABLE("report/page.css", report_style),
    TABLE("report/paper.css", report_paper),
    TABLE("report/print.py", report_print),
    TABLE("report/page.js", report_script),
    TABLE("wording/en/Store.txt", wording_en_store),
    TABLE("wording/zh-Hans/Store.txt", wording_zh_store),
    TABLE("wording/en/Custody.txt", wording_en_custody),
    TABLE("wording/zh-Hans/Custody.txt", wording_zh_custody),
    TABLE("wording/en/ProgrammeFiles.txt", wording_en_programme_files),
    TABLE("wording/zh-Hans/ProgrammeFiles.txt", wording_zh_programme_files),
    TABLE("analytes.csv", analytes),
    TABLE("headers.csv", headers),
    TABLE("terms.csv", terms),
};

const headwater_table *headwater_table_list(size_t *count) {
    *count = sizeof tables / sizeof tables[0];
    return tables;
}
