#include "agent/check/board.hpp"

#include <gtest/gtest.h>

namespace magpie::agent::check {
namespace {

using Labels = std::vector<std::pair<std::string, std::string>>;

Seen seen(std::vector<Value> values) {
    return Seen(std::move(values));
}

void expect(const Layer& layer, State state, std::string_view fault) {
    EXPECT_EQ(layer.state, state) << layer.id << ": " << layer.summary.en;
    ASSERT_EQ(layer.fault != nullptr, !fault.empty()) << layer.id;
    if (layer.fault != nullptr) {
        EXPECT_EQ(layer.fault->id, fault);
    }
    EXPECT_FALSE(layer.summary.en.empty());
    EXPECT_FALSE(layer.summary.ko.empty());
}

TEST(CheckBoard, ASupplyThatHasFailed) {
    const Value good{"magpie_pole_power_good", {{"sensor", "mains"}}, 1};
    const Value volts{"magpie_pole_supply_volts", {{"sensor", "mains"}}, 53.1};
    expect(judge_power(seen({good, volts})), State::pass, "");
    EXPECT_EQ(judge_power(seen({good, volts})).summary.en, "53.1 V");
    expect(judge_power(seen({{"magpie_pole_power_good", {{"sensor", "mains"}}, 0}, volts})), State::fail,
           "supply_failed");
    expect(judge_power(seen({{"magpie_host_boot_info", {{"reason", "undervoltage"}}, 1}})), State::warn,
           "undervoltage");
    expect(judge_power(seen({})), State::skipped, "");
}

TEST(CheckBoard, APortWithoutPower) {
    const auto port = [](const char* state, double value) {
        return Value{"magpie_link_poe_state", {{"interface", "lan1"}, {"state", state}}, value};
    };
    const Value limit{"magpie_link_poe_limit_watts", {{"interface", "lan1"}}, 15};
    const auto supplied = [](double watts) {
        return Value{"magpie_link_poe_supplied_watts", {{"interface", "lan1"}}, watts};
    };
    expect(judge_poe(seen({port("delivering", 1), limit, supplied(7)})), State::pass, "");
    expect(judge_poe(seen({port("delivering", 1), limit, supplied(14)})), State::warn, "poe_short");
    expect(judge_poe(seen({port("fault", 1)})), State::fail, "poe_short");
    expect(judge_poe(seen({port("fault", 0), port("delivering", 1)})), State::pass, "");
    expect(judge_poe(seen({})), State::skipped, "");
}

TEST(CheckBoard, AnOpenDoorIsNoFailure) {
    expect(judge_door(seen({{"magpie_pole_door_open", {{"sensor", "door"}}, 1}}), true), State::warn, "door_open");
    expect(judge_door(seen({{"magpie_pole_door_open", {{"sensor", "door"}}, 0}}), true), State::pass, "");
    EXPECT_TRUE(judge_door(seen({}), true).is_unproved);
    EXPECT_FALSE(judge_door(seen({}), false).is_unproved);
}

TEST(CheckBoard, HotIsAboveEighty) {
    const auto at = [](double celsius) {
        return seen({{"magpie_host_temperature_celsius", {{"sensor", "cpu"}}, celsius}});
    };
    expect(judge_temperature(at(80)), State::pass, "");
    expect(judge_temperature(at(80.1)), State::fail, "board_hot");
    expect(judge_temperature(seen({{"magpie_pole_overheated", {{"sensor", "box"}}, 1}})), State::fail, "board_hot");
    expect(judge_temperature(seen({})), State::skipped, "");
}

TEST(CheckBoard, StorageThatIsFullReadOnlyOrWorn) {
    const auto mount = [](const char* name, double free, double readonly) {
        return std::vector<Value>{{"magpie_host_storage_size_bytes", {{"mount", name}}, 100},
                                  {"magpie_host_storage_available_bytes", {{"mount", name}}, free},
                                  {"magpie_host_storage_readonly", {{"mount", name}}, readonly}};
    };
    expect(judge_storage(seen(mount("/", 50, 0))), State::pass, "");
    expect(judge_storage(seen(mount("/", 4, 0))), State::fail, "storage_full");
    expect(judge_storage(seen(mount("/", 50, 1))), State::fail, "storage_readonly");
    expect(judge_storage(seen(mount("/rom", 0, 1))), State::pass, "");
    expect(judge_storage(seen({{"magpie_host_flash_life_used_ratio", {{"device", "mmcblk0"}, {"type", "a"}}, 0.9}})),
           State::warn, "flash_worn");
    expect(judge_storage(
               seen({{"magpie_host_memory_available_bytes", {}, 4}, {"magpie_host_memory_size_bytes", {}, 100}})),
           State::warn, "memory_short");
}

TEST(CheckBoard, RadiosThatAreGoneHangOrServeNothing) {
    const Value radio{"magpie_wifi_frequency_hertz", {{"radio", "phy0"}, {"band", "5"}}, 5.18e9};
    const auto network = [](double count) {
        return Value{"magpie_wifi_networks", {{"band", "5"}, {"ssid", "SEOUL"}}, count};
    };
    const RadiosWanted wanted{.enabled = true, .ssids = {"SEOUL"}};
    expect(judge_radios(seen({radio, network(1)}), wanted), State::pass, "");
    expect(judge_radios(seen({radio}), wanted), State::fail, "hostapd_stopped");
    expect(judge_radios(seen({radio, network(0)}), wanted), State::fail, "hostapd_stopped");
    expect(judge_radios(seen({}), wanted), State::fail, "no_radio");
    expect(judge_radios(seen({}), {.enabled = true, .ssids = {}}), State::skipped, "");
    expect(judge_radios(seen({radio}), {.enabled = false, .ssids = {"SEOUL"}}), State::skipped, "");
    expect(judge_radios(seen({radio, network(1), {"magpie_wifi_radio_hung", {{"radio", "phy0"}}, 1}}), wanted),
           State::fail, "radio_hung");
    expect(judge_radios(seen({radio, network(1), {"magpie_wifi_dfs_state", {{"radio", "phy0"}}, 3}}), wanted),
           State::warn, "radar_shut");
}

TEST(CheckBoard, SensorsThatAreSilentOrWrong) {
    const SensorsWanted wanted{.names = {"air"}, .agent_told = true};
    const auto up = [](double value) { return Value{"magpie_pole_sensor_up", {{"sensor", "air"}}, value}; };
    const Value bad{"magpie_pole_value_quality", {{"sensor", "air"}, {"quantity", "pm2_5"}}, 2};
    expect(judge_sensors(seen({up(1)}), wanted), State::pass, "");
    expect(judge_sensors(seen({up(0)}), wanted), State::fail, "sensor_silent");
    expect(judge_sensors(seen({}), wanted), State::fail, "sensor_silent");
    expect(judge_sensors(seen({up(1), bad}), wanted), State::warn, "sensor_wrong");
    expect(judge_sensors(seen({}), {.names = {"air"}, .agent_told = false}), State::skipped, "");
    expect(judge_sensors(seen({}), {}), State::skipped, "");
}

TEST(CheckBoard, ReportsNeedADirectoryThatTakesThem) {
    const auto judged = [](const SpoolSeen& spool) { return judge_storage(seen({}), {spool}); };
    expect(judged({.path = "/var/lib/x"}), State::pass, "");
    expect(judged({.path = "/var/lib/x", .is_readonly = true}), State::fail, "storage_readonly");
    expect(judged({.path = "/var/lib/x", .is_full = true}), State::fail, "storage_full");
    expect(judged({.path = "/var/lib/x", .is_directory = false}), State::fail, "");
    EXPECT_EQ(judged({.path = "/var/lib/x", .is_full = true}).summary.en, "/var/lib/x has no room for a report");
}

TEST(CheckBoard, AnOutboxThatRefusesAgainAndAgainIsAWarning) {
    const auto refused = [](const char* reason, double times) {
        return judge_storage(
            seen({{"magpie_node_outbox_failures_total", {{"storage", "flash"}, {"reason", reason}}, times}}));
    };
    expect(refused("no_space", 3), State::pass, "");
    expect(refused("no_space", 4), State::warn, "storage_full");
    expect(refused("io_error", 4), State::warn, "storage_readonly");
    expect(refused("permission", 4), State::warn, "");
    EXPECT_EQ(refused("permission", 4).summary.en, "the outbox (flash) refused 4 times: permission");
}

}  // namespace
}  // namespace magpie::agent::check
