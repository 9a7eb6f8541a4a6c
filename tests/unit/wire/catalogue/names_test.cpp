#include "wire/catalogue/names.hpp"

#include <gtest/gtest.h>

#include "wire/catalogue/catalogue.hpp"

namespace magpie::catalogue {
namespace {

std::string path_of(std::string_view metric, const std::vector<std::string>& labels) {
    return wire_path(all[find(metric).value()], labels);
}

TEST(WirePath, IsDomainThenLabelsThenTheRest) {
    EXPECT_EQ(path_of("magpie_link_receive_bytes_total", {"eth0"}), "link/eth0/receive_bytes_total");
    EXPECT_EQ(path_of("magpie_link_driver_errors_total", {"eth0", "crc"}), "link/eth0/crc/driver_errors_total");
    EXPECT_EQ(path_of("magpie_host_uptime_seconds", {}), "host/uptime_seconds");
}

TEST(WirePath, OfAnInfoLeavesItsLabelsOut) {
    EXPECT_EQ(path_of("magpie_node_info", {"1", "2", "3", "4", "5"}), "node/info");
}

TEST(WirePath, ALabelValueNeverAddsALevel) {
    EXPECT_EQ(path_of("magpie_host_storage_readonly", {"/boot"}), "host/%2Fboot/storage_readonly");
    EXPECT_EQ(path_of("magpie_link_up", {"a b%\n"}), "link/a%20b%25%0A/up");
    EXPECT_EQ(path_of("magpie_link_up", {"eth0.100:1-x_y"}), "link/eth0.100:1-x_y/up");
    EXPECT_EQ(path_of("magpie_link_up", {"까"}), "link/%EA%B9%8C/up");
    EXPECT_EQ(path_of("magpie_link_up", {""}), "link//up");
}

TEST(WirePath, OfAPartOfAHistogramHasItsEnd) {
    const auto part = [](Part of, const std::vector<std::string>& labels) {
        return wire_path(all[find("magpie_wifi_client_signal_dbm").value()], labels, of);
    };
    EXPECT_EQ(part(Part::bucket, {"5GHz", "SEOUL", "-67"}), "wifi/5GHz/SEOUL/-67/client_signal_dbm_bucket");
    EXPECT_EQ(part(Part::bucket, {"5GHz", "SEOUL", "+Inf"}), "wifi/5GHz/SEOUL/%2BInf/client_signal_dbm_bucket");
    EXPECT_EQ(part(Part::sum, {"5GHz", "SEOUL"}), "wifi/5GHz/SEOUL/client_signal_dbm_sum");
    EXPECT_EQ(part(Part::count, {"5GHz", "SEOUL"}), "wifi/5GHz/SEOUL/client_signal_dbm_count");
}

TEST(WirePath, TwoValuesNeverGiveOnePath) {
    EXPECT_NE(path_of("magpie_link_driver_errors_total", {"a/b", "c"}),
              path_of("magpie_link_driver_errors_total", {"a", "b/c"}));
    EXPECT_NE(path_of("magpie_link_up", {"%2F"}), path_of("magpie_link_up", {"/"}));
}

TEST(WirePath, OfAnInfoOnlyWhatItTellsOfIsAPlace) {
    EXPECT_EQ(path_of("magpie_link_module_info", {"eth1", "SFP", "FS", "SFP-GE-LX"}), "link/eth1/module_info");
    EXPECT_EQ(path_of("magpie_link_neighbour_info", {"eth0", "00:11", "sw-1", "Gi0/1", "", "10.0.0.1", "7"}),
              "link/eth0/neighbour_info");
    EXPECT_EQ(path_of("magpie_pole_sensor_info", {"air-1", "SEN55", "2"}), "pole/air-1/sensor_info");
    EXPECT_EQ(path_of("magpie_host_boot_info", {"watchdog"}), "host/boot_info");
}

TEST(PrometheusName, IsFirstAndLastLevel) {
    EXPECT_EQ(prometheus_name("link/eth0/up"), "magpie_link_up");
    EXPECT_EQ(prometheus_name("host/uptime_seconds"), "magpie_host_uptime_seconds");
}

TEST(PrometheusName, WhatGivesNoNameIsRefused) {
    for (const auto* path : {"", "/", "//", "link", "link/", "/up", "link/eth0/", "link/a b", "link/eth0/rx-bytes",
                             "li nk/up", "link/up\n", "link/가", "Node Control/Rebirth"}) {
        EXPECT_FALSE(prometheus_name(path)) << path;
    }
}

TEST(LabelName, FollowsPrometheus) {
    for (const auto* good : {"a", "_a", "A9_", "__name__"}) {
        EXPECT_TRUE(is_label_name(good)) << good;
    }
    for (const auto* bad : {"", "9a", "a-b", "a:b", "a b", "가", "a."}) {
        EXPECT_FALSE(is_label_name(bad)) << bad;
    }
}

}  // namespace
}  // namespace magpie::catalogue
