#include "collector/history/store_answers.hpp"

#include <string>

#include <gtest/gtest.h>

namespace magpie::collector::history {
namespace {

using namespace std::chrono;

constexpr days year{365};

TEST(ParseDuration, TakesWhatStoresWrite) {
    EXPECT_EQ(parse_duration("0"), 0ms);
    EXPECT_EQ(parse_duration("0s"), 0ms);
    EXPECT_EQ(parse_duration("1ms"), 1ms);
    EXPECT_EQ(parse_duration("100us"), 0ms);
    EXPECT_EQ(parse_duration("1.5s"), 1500ms);
    EXPECT_EQ(parse_duration("1h30m0s"), 90min);
    EXPECT_EQ(parse_duration("15d"), days(15));
    EXPECT_EQ(parse_duration("1y2w"), year + weeks(2));
}

TEST(ParseDuration, RefusesWhatIsNone) {
    for (const auto* text : {"", "s", "5", "-1s", "1x", "1s ", "1 s", "inf", "infs", "nans", "1e3s", "99999999999999y",
                             "1000y1d", "0x1s", "1s1"}) {
        EXPECT_EQ(parse_duration(text), std::nullopt) << text;
    }
}

// ---- Prometheus, as 2.42 answers

std::string success(const std::string& data) {
    return R"({"status":"success","data":)" + data + "}";
}

TEST(PrometheusAnswers, TheReceiverIsAFlag) {
    const auto flags = [](const std::string& more) {
        return success(R"({"storage.tsdb.retention.time":"0s")" + more + "}");
    };
    EXPECT_EQ(read_receiver(flags(R"(,"web.enable-remote-write-receiver":"true")")), true);
    EXPECT_EQ(read_receiver(flags(R"(,"web.enable-remote-write-receiver":"false","enable-feature":"")")), false);
    EXPECT_EQ(read_receiver(flags(R"(,"enable-feature":"agent,remote-write-receiver")")), true);
    EXPECT_EQ(read_receiver(flags("")), false);
}

TEST(PrometheusAnswers, TheWindowStandsUnderStorageAndTsdb) {
    const auto window = [](const std::string& yaml) {
        return read_out_of_order_window(success(R"({"yaml":")" + yaml + "\"}"));
    };
    EXPECT_EQ(
        window(
            R"(global:\n  scrape_interval: 1m\nstorage:\n  tsdb:\n    outofordertimewindow: 3600000\n    out_of_order_time_window: 1h\n)"),
        1h);
    EXPECT_EQ(window(R"(storage:\n  tsdb:\n    out_of_order_time_window: 1d\nalerting: {}\n)"), days(1));
    EXPECT_EQ(window(R"(storage:\n  exemplars:\n    max_exemplars: 5\n  tsdb:\n    out_of_order_time_window: 2h)"), 2h);
    EXPECT_EQ(window(R"(global:\n  scrape_interval: 1m\n)"), 0ms) << "there is none";
    EXPECT_EQ(window(""), 0ms);
    EXPECT_EQ(window(R"(storage:\n  tsdb:\n    out_of_order_time_window: soon\n)"), std::nullopt);
}

TEST(PrometheusAnswers, AWindowElsewhereIsNotThatOfTheStore) {
    const auto window = [](const std::string& yaml) {
        return read_out_of_order_window(success(R"({"yaml":")" + yaml + "\"}"));
    };
    for (const auto* yaml : {R"(out_of_order_time_window: 1h\n)", R"(storage:\n  out_of_order_time_window: 1h\n)",
                             R"(storage:\n  exemplars:\n    tsdb:\n      out_of_order_time_window: 1h\n)",
                             R"(storage:\n  tsdb: {}\nother:\n  tsdb:\n    out_of_order_time_window: 1h\n)",
                             R"(a:\n  storage:\n    tsdb:\n      out_of_order_time_window: 1h\n)"}) {
        EXPECT_EQ(window(yaml), 0ms) << yaml;
    }
}

TEST(PrometheusAnswers, TheRetentionIsATimeASizeOrBoth) {
    const auto retention = [](const std::string& text) {
        return read_retention(success(R"({"storageRetention":")" + text + "\"}"));
    };
    EXPECT_EQ(retention("15d"), days(15));
    EXPECT_EQ(retention("12h or 512MB"), 12h);
    EXPECT_EQ(retention("512MB"), std::nullopt);
}

TEST(PrometheusAnswers, WhatIsNoneIsNone) {
    for (const auto& text :
         {std::string(), std::string("404"), std::string("[]"), std::string("{"), std::string(R"({"status":"error"})"),
          success("[]"), success("null"), success("{}"), success(R"({"yaml":5,"storageRetention":[]})"),
          std::string(R"({"status":1,"data":{"storage.tsdb.retention.time":"0s","yaml":""}})"),
          std::string(100'000, '['), std::string("\xff\xfe{\"a\"")}) {
        EXPECT_EQ(read_receiver(text), std::nullopt) << text.substr(0, 60);
        EXPECT_EQ(read_out_of_order_window(text), std::nullopt) << text.substr(0, 60);
        EXPECT_EQ(read_retention(text), std::nullopt) << text.substr(0, 60);
    }
}

// ---- VictoriaMetrics, as 1.79 answers

std::string flag(const std::string& name, const std::string& value) {
    return "flag{name=\"" + name + "\", value=\"" + value + "\", is_set=\"true\"} 1\n";
}

TEST(VictoriaMetricsAnswers, FlagsAreRowsOfItsMetrics) {
    const auto flags =
        read_victoria_metrics("process_cpu_cores_available 2\n" + flag("dedup.minScrapeInterval", "30s") +
                              flag("retentionPeriod", "12") + flag("tlsKeyFile", "secret"));
    ASSERT_TRUE(flags);
    EXPECT_EQ(flags->dedup_interval, 30s);
    EXPECT_EQ(flags->retention, 12 * days(31));
}

TEST(VictoriaMetricsAnswers, ARetentionMayHaveAUnit) {
    const auto retention = [](const std::string& text) {
        return read_victoria_metrics(flag("retentionPeriod", text)).value().retention;
    };
    EXPECT_EQ(retention("1"), days(31));
    EXPECT_EQ(retention("24h"), 24h);
    EXPECT_EQ(retention("1.5y"), days(547) + 12h);
    EXPECT_EQ(retention("long"), std::nullopt);
    EXPECT_EQ(retention("99999999999999999999"), std::nullopt);
}

TEST(VictoriaMetricsAnswers, WhatKeepsNoSamplesIsNone) {
    EXPECT_FALSE(read_victoria_metrics(""));
    EXPECT_FALSE(read_victoria_metrics(flag("remoteWrite.url", "secret")));
    EXPECT_FALSE(read_victoria_metrics("flag{name=\"retentionPeriod\n"));
    EXPECT_FALSE(read_victoria_metrics("flag{name=\"retentionPeriod\", value=\"12"));
}

}  // namespace
}  // namespace magpie::collector::history
