#include "collector/config/config.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/unit/platform/config/shipped_file.hpp"

namespace magpie::collector {
namespace {

const std::string minimal = "[mqtt]\nserver = \"tcp://broker:1883\"\n";

const std::string secure_history = minimal + "[history]\nurl = \"https://store/api/v1/write\"\n";

Config good(const std::string& text) {
    auto config = parse_config(text, "c.toml");
    if (!config) {
        ADD_FAILURE() << config.error().front();
        return {};
    }
    return std::move(*config);
}

/// All problems, a line each.
std::string bad(const std::string& text) {
    const auto config = parse_config(text, "c.toml");
    std::string all;
    if (config) {
        return "nothing";
    }
    for (const auto& problem : config.error()) {
        all += problem + "\n";
    }
    return all;
}

std::string shipped_file() {
    return config::shipped_file("collector/config/collector.toml");
}

/// Every field a key fills, in one line: two configurations are equal when these are.
std::string described(const Config& config) {
    std::ostringstream text;
    const auto& in = config.ingest;
    text << config.log_level << '|' << config.session.host_id << '|' << config.session.keep_alive.count() << '|'
         << config.http.address << '|' << config.http.port << '|' << config.http.connections << '|' << config.advertised
         << '|' << config.database << '|' << in.nodes << '|' << in.payload.metrics << '|' << in.payload.bytes << '|'
         << in.texts << '|' << in.reorder_timeout.count() << '|' << in.ahead.count() << '|' << in.behind.count() << '|'
         << in.move_after.count() << '|' << in.silent_intervals << '|' << in.acknowledge_every.count() << '|'
         << in.late_per_second << '|' << in.quota.bytes_per_second << '|' << in.quota.messages_per_second << '|'
         << in.quota.births_per_minute << '|' << in.quota.new_series_per_hour << '|' << in.rebirths.per_second << '|'
         << in.rebirths.burst << '|' << config.blocks.poles << '|' << config.blocks.patience.count() << '|'
         << config.throughput.longest.count() << '|' << config.throughput.way.count() << '|'
         << config.history_url.has_value() << '|' << config.history.shards << '|' << config.history.batch.count() << '|'
         << config.history.settle.count() << '|' << config.history.window.count() << '|'
         << config.history_timeout.count() << '|' << config.history.memory_bytes << '|'
         << config.history_credentials.ca_file << config.history_credentials.certificate_file
         << config.history_credentials.key_file << config.history_credentials.token_file << '|'
         << config.alert_urls.size() << '|' << config.alerts.labels.size() << '|' << config.alerts.clear.count() << '|'
         << config.alerts.runbook_url << '|' << config.http_certificate.certificate_file
         << config.http_certificate.key_file << config.tokens_file << '|' << config.orders_crl_file << '|'
         << config.watched_certificates.size() << '|' << config.neighbours.enabled << '|'
         << config.neighbours.distance_meters << '|' << config.neighbours.every.count() << '|'
         << config.suspicion.enabled << '|' << config.suspicion.rules.least_members << '|'
         << config.suspicion.rules.share << '|' << config.suspicion.rules.window.count() << '|'
         << config.suspicion.rules.clear.count() << '|' << config.suspicion.every.count() << '|'
         << config.suspicion.settle.count() << '|' << config.console_files.directory
         << config.console_files.coverage_file << config.console_files.sites_file << '|'
         << config.console_history_url.has_value() << '|' << config.console.events.most << '|'
         << config.console.events.kept.count() << '|' << config.reports.directory << '|' << config.reports.kept;
    return text.str();
}

// ---- each key

struct Key {
    std::string name;
    std::string text;  // sets it
    std::function<bool(const Config&)> is_set;
};

std::ostream& operator<<(std::ostream& out, const Key& key) {
    return out << key.name;
}

const std::vector<Key>& keys() {
    using std::chrono::seconds;
    static const std::vector<Key> all{
        {"log_level", "log_level = \"debug\"\n" + minimal, [](auto& config) { return config.log_level == "debug"; }},
        {"server", minimal, [](auto& config) { return config.session.server == "tcp://broker:1883"; }},
        {"ca_file", minimal + "ca_file = \"a\"", [](auto& config) { return config.session.tls.ca_file == "a"; }},
        {"certificate_file", minimal + "certificate_file = \"b\"\nkey_file = \"k\"",
         [](auto& config) { return config.session.tls.certificate_file == "b"; }},
        {"key_file", minimal + "certificate_file = \"b\"\nkey_file = \"k\"",
         [](auto& config) { return config.session.tls.key_file == "k"; }},
        {"host_id", minimal + "host_id = \"west-2\"", [](auto& config) { return config.session.host_id == "west-2"; }},
        {"areas", minimal + "areas = [\"mapo\", \"Plant 7\"]",
         [](auto& config) {
             return config.session.areas == std::vector<std::string>{"mapo", "Plant 7"};
         }},
        {"keep_alive_seconds", minimal + "keep_alive_seconds = 60",
         [](auto& config) { return config.session.keep_alive == seconds(60); }},
        {"instance", minimal + "[pair]\ninstance = \"a\"",
         [](auto& config) { return config.session.client_id() == "collector-a"; }},
        {"address", minimal + "[http]\naddress = \"::1\"", [](auto& config) { return config.http.address == "::1"; }},
        {"port", minimal + "[http]\nport = 0", [](auto& config) { return config.http.port == 0; }},
        {"connections", minimal + "[http]\nconnections = 3", [](auto& config) { return config.http.connections == 3; }},
        {"advertised", minimal + "[http]\nadvertised = \"h:1\"",
         [](auto& config) { return config.advertised == "h:1"; }},
        {"tokens_file", minimal + "[http]\ntokens_file = \"t\"",
         [](auto& config) { return config.tokens_file == "t"; }},
        {"watch", minimal + "[identity]\nwatch = [\"crl.pem\", \"broker.crt\"]",
         [](auto& config) {
             return config.watched_certificates == std::vector<std::string>{"crl.pem", "broker.crt"};
         }},
        {"crl_file", minimal + "[orders]\ncrl_file = \"crl.pem\"",
         [](auto& config) { return config.orders_crl_file == "crl.pem"; }},
        {"path", minimal + "[database]\npath = \"x.sqlite\"",
         [](auto& config) { return config.database == "x.sqlite"; }},
        {"nodes", minimal + "[limits]\nnodes = 5", [](auto& config) { return config.ingest.nodes == 5; }},
        {"metrics_per_node", minimal + "[limits]\nmetrics_per_node = 6",
         [](auto& config) { return config.ingest.payload.metrics == 6; }},
        {"texts_per_node", minimal + "[limits]\ntexts_per_node = 7",
         [](auto& config) { return config.ingest.texts == 7; }},
        {"message_bytes", minimal + "[limits]\nmessage_bytes = 2048",
         [](auto& config) { return config.ingest.payload.bytes == 2048; }},
        {"directory", minimal + "ca_file = \"ca.crt\"\n[reports]\ndirectory = \"/r\"",
         [](auto& config) {
             return config.reports.directory == "/r" && config.reports.ca_file == "ca.crt" &&
                    config.session.hears_reports;
         }},
        {"kept_per_node", minimal + "[reports]\nkept_per_node = 3",
         [](auto& config) { return config.reports.kept == 3 && !config.session.hears_reports; }},
        {"poles", minimal + "[blocks]\npoles = 3", [](auto& config) { return config.blocks.poles == 3; }},
        {"longest_seconds", minimal + "[throughput]\nlongest_seconds = 100",
         [](auto& config) { return config.throughput.longest == Milliseconds(100'000); }},
        {"way_seconds", minimal + "[throughput]\nway_seconds = 5",
         [](auto& config) { return config.throughput.way == Milliseconds(5000); }},
        {"directory", minimal + "[console]\ndirectory = \"/srv/console\"",
         [](auto& config) { return config.console_files.directory == "/srv/console"; }},
        {"coverage_file", minimal + "[console]\ncoverage_file = \"cells.geojson\"",
         [](auto& config) { return config.console_files.coverage_file == "cells.geojson"; }},
        {"sites_file", minimal + "[console]\nsites_file = \"sites.geojson\"",
         [](auto& config) { return config.console_files.sites_file == "sites.geojson"; }},
        {"history_url", minimal + "[console]\nhistory_url = \"http://store:8428/select\"",
         [](auto& config) { return config.console_history_url && config.console_history_url->target == "/select"; }},
        {"events", minimal + "[console]\nevents = 5000",
         [](auto& config) { return config.console.events.most == 5000; }},
        {"event_days", minimal + "[console]\nevent_days = 7",
         [](auto& config) { return config.console.events.kept == std::chrono::hours(168); }},
        {"patience_seconds", minimal + "[blocks]\npatience_seconds = 2.5",
         [](auto& config) { return config.blocks.patience == Milliseconds(2500); }},
        {"bytes_per_second", minimal + "[quota]\nbytes_per_second = 4096",
         [](auto& config) { return config.ingest.quota.bytes_per_second == 4096; }},
        {"messages_per_second", minimal + "[quota]\nmessages_per_second = 7",
         [](auto& config) { return config.ingest.quota.messages_per_second == 7; }},
        {"births_per_minute", minimal + "[quota]\nbirths_per_minute = 8",
         [](auto& config) { return config.ingest.quota.births_per_minute == 8; }},
        {"new_series_per_hour", minimal + "[quota]\nnew_series_per_hour = 9",
         [](auto& config) { return config.ingest.quota.new_series_per_hour == 9; }},
        {"reorder_seconds", minimal + "[ingest]\nreorder_seconds = 0.5",
         [](auto& config) { return config.ingest.reorder_timeout == Milliseconds(500); }},
        {"ahead_seconds", minimal + "[ingest]\nahead_seconds = 5",
         [](auto& config) { return config.ingest.ahead == seconds(5); }},
        {"behind_seconds", minimal + "[ingest]\nbehind_seconds = 50",
         [](auto& config) { return config.ingest.behind == seconds(50); }},
        {"move_after_seconds", minimal + "[ingest]\nmove_after_seconds = 0",
         [](auto& config) { return config.ingest.move_after == seconds(0); }},
        {"silent_intervals", minimal + "[ingest]\nsilent_intervals = 7",
         [](auto& config) { return config.ingest.silent_intervals == 7; }},
        {"every_seconds", minimal + "[acknowledge]\nevery_seconds = 0.1",
         [](auto& config) { return config.ingest.acknowledge_every == Milliseconds(100); }},
        {"late_per_second", minimal + "[acknowledge]\nlate_per_second = 50",
         [](auto& config) { return config.ingest.late_per_second == 50; }},
        {"url", minimal + "[history]\nurl = \"http://store:8428/api/v1/write\"",
         [](auto& config) {
             return config.history_url && config.history_url->host == "store" && config.history_url->port == "8428" &&
                    config.history_url->target == "/api/v1/write";
         }},
        {"token_file", secure_history + "token_file = \"t\"",
         [](auto& config) { return config.history_url->tls && config.history_credentials.token_file == "t"; }},
        {"shards", minimal + "[history]\nshards = 4", [](auto& config) { return config.history.shards == 4; }},
        {"batch_seconds", minimal + "[history]\nbatch_seconds = 0.5",
         [](auto& config) { return config.history.batch == Milliseconds(500); }},
        {"settle_seconds", minimal + "[history]\nsettle_seconds = 0",
         [](auto& config) { return config.history.settle == seconds(0); }},
        {"window_seconds", minimal + "[history]\nwindow_seconds = 3600",
         [](auto& config) { return config.history.window == seconds(3600); }},
        {"timeout_seconds", minimal + "[history]\ntimeout_seconds = 5",
         [](auto& config) { return config.history_timeout == seconds(5); }},
        {"memory_bytes", minimal + "[history]\nmemory_bytes = 1048576",
         [](auto& config) { return config.history.memory_bytes == 1'048'576; }},
        {"urls", minimal + "[alerts]\nurls = [\"http://am:9093\", \"http://proxy/am/\"]",
         [](auto& config) {
             return config.alert_urls.size() == 2 && config.alert_urls[0].host == "am" &&
                    config.alert_urls[0].target == "/api/v2/alerts" &&
                    config.alert_urls[1].target == "/am/api/v2/alerts" &&
                    config.alerts.alertmanagers == std::vector<std::string>{"http://am:9093", "http://proxy/am/"};
         }},
        {"labels", minimal + "[alerts]\nlabels = [\"city=seoul\", \"x=a=b\"]",
         [](auto& config) {
             return config.alerts.labels == Labels{{"city", "seoul"}, {"x", "a=b"}};
         }},
        {"clear_seconds", minimal + "[alerts]\nclear_seconds = 120",
         [](auto& config) { return config.alerts.clear == seconds(120); }},
        {"runbook_url", minimal + "[alerts]\nrunbook_url = \"https://books/\"",
         [](auto& config) { return config.alerts.runbook_url == "https://books/"; }},
        {"enabled", minimal + "[neighbours]\nenabled = false", [](auto& config) { return !config.neighbours.enabled; }},
        {"distance_meters", minimal + "[neighbours]\ndistance_meters = 500\nevery_seconds = 60",
         [](auto& config) {
             return config.neighbours.distance_meters == 500 && config.neighbours.every == seconds(60);
         }},
        {"least_members", minimal + "[suspicion]\nenabled = false\nleast_members = 5\nshare = 0.6\nwindow_seconds = 60",
         [](auto& config) {
             const auto& rules = config.suspicion.rules;
             return !config.suspicion.enabled && rules.least_members == 5 && rules.share == 0.6 &&
                    rules.window == seconds(60);
         }},
        {"share", minimal + "[suspicion]\nshare = 0.9\nclear_seconds = 5\nevery_seconds = 3\nsettle_seconds = 7",
         [](auto& config) {
             return config.suspicion.rules.share == 0.9 && config.suspicion.rules.clear == seconds(5) &&
                    config.suspicion.every == seconds(3) && config.suspicion.settle == seconds(7);
         }},
        {"per_second", minimal + "[rebirth]\nper_second = 0.5",
         [](auto& config) { return config.ingest.rebirths.per_second == 0.5; }},
        {"burst", minimal + "[rebirth]\nburst = 7", [](auto& config) { return config.ingest.rebirths.burst == 7; }},
    };
    return all;
}

class ConfigKey : public ::testing::TestWithParam<Key> {};

TEST_P(ConfigKey, FillsItsField) {
    EXPECT_TRUE(GetParam().is_set(good(GetParam().text)));
}

INSTANTIATE_TEST_SUITE_P(Each, ConfigKey, ::testing::ValuesIn(keys()),
                         [](const auto& test) { return test.param.name + "_" + std::to_string(test.index); });

// ---- the file that is shipped

TEST(Config, TheShippedFileIsGood) {
    (void)good(shipped_file());
}

TEST(Config, WhatTheShippedFileShowsAsDefaultsAreThem) {
    const auto uncommented = config::with_every_key(shipped_file());
    ASSERT_NE(uncommented, shipped_file());
    auto defaults = good(minimal);
    EXPECT_EQ(described(good(uncommented)), described(defaults));
}

TEST(Config, TheShippedFileNamesEveryKey) {
    const auto keys_shown = config::keys_of(shipped_file());
    const std::set<std::string> named(keys_shown.begin(), keys_shown.end());
    std::set<std::string> known;
    for (const auto& one : keys()) {
        known.insert(one.name);
    }
    EXPECT_EQ(named, known);
}

// ---- what is wrong is named

TEST(Config, AnEmptyFileMissesTheServer) {
    EXPECT_NE(bad("").find("server"), std::string::npos);
}

TEST(Config, AnUnknownKeyIsNamedWithItsLine) {
    const auto problems = bad(minimal + "\n[rebirth]\nper_secnd = 5\n");
    EXPECT_NE(problems.find("c.toml:5:"), std::string::npos) << problems;
    EXPECT_NE(problems.find("per_secnd"), std::string::npos) << problems;
    EXPECT_NE(problems.find("per_second"), std::string::npos) << "what was meant\n" << problems;
}

TEST(Config, AnAreaThatIsAFilterIsRefused) {
    for (const auto* area : {"", "+", "a/b", "#"}) {
        EXPECT_NE(bad(minimal + "areas = [\"" + area + "\"]\n").find("areas"), std::string::npos) << area;
    }
}

TEST(Config, SixteenFilesAreWatchedAndEachHasAName) {
    const auto watching = [](std::size_t files, const std::string& last) {
        std::string list;
        for (std::size_t i = 1; i < files; ++i) {
            list += "\"a\", ";
        }
        return minimal + "[identity]\nwatch = [" + list + "\"" + last + "\"]\n";
    };
    EXPECT_EQ(good(watching(16, "b")).watched_certificates.size(), 16U);
    EXPECT_NE(bad(watching(17, "b")).find("watch"), std::string::npos);
    EXPECT_NE(bad(watching(2, "")).find("watch"), std::string::npos);
}

TEST(Config, TheCollectorsOwnCertificatesAreLookedAfterUnasked) {
    const auto own = minimal + "certificate_file = \"own.crt\"\nkey_file = \"k\"\n[identity]\nwatch = [\"crl.pem\"]\n";
    EXPECT_EQ(certificate_files(good(own)), (std::vector<std::string>{"crl.pem", "own.crt"}));
    const auto pages = own + "[http]\ncertificate_file = \"http.crt\"\nkey_file = \"k\"\n";
    EXPECT_EQ(certificate_files(good(pages)), (std::vector<std::string>{"crl.pem", "own.crt", "http.crt"}));
    const auto orders = pages + "[orders]\ncrl_file = ";
    EXPECT_EQ(certificate_files(good(orders + "\"crl.pem\"")).size(), 3U) << "is watched already";
    EXPECT_EQ(certificate_files(good(orders + "\"other.pem\"")).back(), "other.pem");
    EXPECT_TRUE(certificate_files(good(minimal)).empty());
}

TEST(Config, AnUnknownTableIsNamedWithItsLine) {
    const auto problems = bad(minimal + "[acknowledgement]\nevery_seconds = 5\n");
    EXPECT_NE(problems.find("c.toml:3:"), std::string::npos) << problems;
    EXPECT_NE(problems.find("acknowledgement"), std::string::npos) << problems;
}

TEST(Config, EveryProblemIsNamedAtOnce) {
    const auto problems = bad("[mqtt]\nserver = \"broker\"\nhost_id = \"A B\"\n[limits]\nnodes = 0\n");
    for (const auto* line : {"c.toml:2:", "c.toml:3:", "c.toml:5:"}) {
        EXPECT_NE(problems.find(line), std::string::npos) << line << " in\n" << problems;
    }
}

TEST(Config, AnInstanceIsANameAndGivesOneWithTheHost) {
    EXPECT_NE(bad(minimal + "[pair]\ninstance = \"A\"").find("c.toml:"), std::string::npos);
    EXPECT_NE(bad(minimal + "[pair]\ninstance = \"" + std::string(30, 'a') + "\"").find("together"), std::string::npos);
    EXPECT_EQ(good(minimal).session.client_id(), "collector");
}

TEST(Config, AnEncryptedServerNeedsACertificateAuthority) {
    EXPECT_NE(bad("[mqtt]\nserver = \"ssl://b:8883\"").find("ca_file"), std::string::npos);
}

TEST(Config, ACertificateAndItsKeyGoTogether) {
    EXPECT_NE(bad(minimal + "certificate_file = \"a\"").find("key_file"), std::string::npos);
    EXPECT_NE(bad(minimal + "key_file = \"a\"").find("key_file"), std::string::npos);
}

TEST(Config, ThePagesHaveACertificateOfTheirOwn) {
    const auto config = good(minimal + "[http]\ncertificate_file = \"b\"\nkey_file = \"k\"");
    EXPECT_EQ(config.http_certificate.certificate_file, "b");
    EXPECT_EQ(config.http_certificate.key_file, "k");
    EXPECT_EQ(config.session.tls.certificate_file, "");
    EXPECT_NE(bad(minimal + "[http]\nkey_file = \"k\"").find("`http.certificate_file` and `key_file`"),
              std::string::npos);
}

TEST(Config, TheHistoryHasFilesOfItsOwn) {
    const auto files =
        good(secure_history + "ca_file = \"a\"\ncertificate_file = \"b\"\nkey_file = \"k\"").history_credentials;
    EXPECT_EQ(files.ca_file, "a");
    EXPECT_EQ(files.certificate_file, "b");
    EXPECT_EQ(files.key_file, "k");
    EXPECT_NE(bad(secure_history + "certificate_file = \"b\"").find("`key_file` go together"), std::string::npos);
}

TEST(Config, ATokenGoesNowhereInTheClear) {
    const auto plain = minimal + "[history]\nurl = \"http://store/api/v1/write\"\n";
    for (const auto* key : {"token_file", "ca_file"}) {
        const auto problems = bad(plain + key + " = \"x\"");
        EXPECT_NE(problems.find(std::string("c.toml:5: `history.") + key), std::string::npos) << problems;
    }
}

TEST(Config, ThePathOfTheStoreIsKnownToTheHistory) {
    EXPECT_EQ(good(secure_history).history.write_path, "/api/v1/write");
}

TEST(Config, ValuesOutOfTheirRangeAreNamed) {
    for (const auto* table :
         {"[http]\nconnections = 0",
          "[http]\nport = 70000",
          "[limits]\nmessage_bytes = 1",
          "[limits]\nmetrics_per_node = 0",
          "[quota]\nbytes_per_second = 0",
          "[quota]\nmessages_per_second = 0",
          "[quota]\nbirths_per_minute = 0",
          "[quota]\nnew_series_per_hour = 0",
          "[ingest]\nreorder_seconds = 0",
          "[ingest]\nsilent_intervals = 1",
          "[acknowledge]\nevery_seconds = 51",
          "[rebirth]\nburst = 0",
          "[rebirth]\nper_second = 0",
          "[history]\nurl = \"store:8428\"",
          "[history]\nshards = 0",
          "[history]\nbatch_seconds = 31",
          "[history]\nwindow_seconds = 1",
          "[history]\nmemory_bytes = 1000",
          "[history]\ntimeout_seconds = 0",
          "[alerts]\nurls = [\"am:9093\"]",
          "[alerts]\nurls = [\"http://am/?x\"]",
          "[alerts]\nurls = "
          "[\"http://1\",\"http://2\",\"http://3\",\"http://4\",\"http://5\",\"http://6\",\"http://7\",\"http://8\","
          "\"http://9\"]",
          "[alerts]\nlabels = [\"city\"]",
          "[alerts]\nlabels = [\"city=\"]",
          "[alerts]\nlabels = [\"a-b=c\"]",
          "[alerts]\nlabels = [\"radio=c\"]",
          "[alerts]\nlabels = [\"severity=c\"]",
          "[alerts]\nlabels = [\"a=1\", \"a=2\"]",
          "[alerts]\nclear_seconds = 29",
          "[alerts]\nclear_seconds = 241",
          "[database]\npath = \"\"",
          "[http]\naddress = \"\""}) {
        EXPECT_NE(bad(minimal + table).find("c.toml:4:"), std::string::npos) << table << "\n" << bad(minimal + table);
    }
}

TEST(Config, WhatPolesWouldWriteToTheirFlashIsRefused) {
    const auto slow = minimal + "[history]\nbatch_seconds = 30\n";
    (void)good(slow);
    EXPECT_NE(bad(slow + "url = \"http://store/write\"").find("flash"), std::string::npos);
    (void)good(slow + "url = \"http://store/write\"\n[acknowledge]\nevery_seconds = 15");
}

TEST(Config, AValueOfTheWrongKindIsNamed) {
    EXPECT_NE(bad(minimal + "[limits]\nnodes = \"many\"").find("nodes"), std::string::npos);
}

TEST(Config, TextThatIsNoTomlIsNamedWithItsLine) {
    EXPECT_NE(bad("[mqtt]\nserver = ").find("c.toml:2"), std::string::npos);
}

}  // namespace
}  // namespace magpie::collector
