#include "agent/config/stamp.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

#include "agent/config/target.hpp"
#include "agent/stamp/session_filter.hpp"

namespace magpie::agent {

namespace {

constexpr std::size_t most_targets = 32;
constexpr int most_dscp = 63;

/// Of whoever is asked or answered: never a name, for what it stands for may change between two packets.
Address read_address(config::Table& table) {
    std::string text;
    Address address;
    table.required("address", text, [&](const std::string& given) {
        const auto read = address_of(given);
        address = read.value_or(Address{});
        return read && !read->is_any() ? std::nullopt
                                       : config::Refusal("must be an address, such as 192.0.2.1 or 2001:db8::1");
    });
    return address;
}

StampTarget read_target(config::Table& table) {
    StampTarget target;
    target.options.interval = std::chrono::seconds(1);
    table.required("name", target.name, target_name);
    table.required("class", target.far, config::one_of({"gateway", "hub", "core", "outside"}));
    target.peer = {read_address(table), stamp::default_port};
    table.optional("port", target.peer.port, config::between(1, 65535));
    table.optional("session", target.options.ssid);
    table.optional("key_file", target.key_file);
    Milliseconds interval{1000};
    table.optional("interval_seconds", interval, config::between(0.1, 60.0));
    target.options.interval = interval;
    table.optional("dscp", target.options.dscp, config::between(0, most_dscp));
    const auto base = stamp::base_size(target.key_file.empty() ? stamp::Mode::open : stamp::Mode::authenticated);
    table.optional("size", target.options.size,
                   config::between(static_cast<int>(base), static_cast<int>(stamp::most_datagram)));
    return target;
}

StampSession read_session(config::Table& table) {
    StampSession session;
    auto& provision = session.provision;
    provision.peer = read_address(table);
    table.optional("session", provision.ssid);
    table.optional("key_file", session.key_file);
    table.optional("packets_a_second", provision.packets_a_second, config::between(1, 100'000));
    return session;
}

}  // namespace

bool may_be_ordered_of_stamp(std::string_view key) {
    return key == "stamp.listen" || key == "stamp.stateful" || key == "stamp.window_seconds";
}

StampConfig read_stamp(config::Table& stamp) {
    StampConfig config;
    std::string listen;
    stamp.optional("listen", listen, [&](const std::string& given) {
        const auto read = endpoint_of(given, stamp::default_port);
        config.listen = read.value_or(config.listen);
        return read ? std::nullopt : config::Refusal("must be like [::]:862 or 192.0.2.1");
    });
    stamp.optional("stateful", config.stateful);
    stamp.optional("window_seconds", config.window, config::between(5.0, 3600.0));
    for (auto& table : stamp.tables("target")) {
        config.targets.push_back(read_target(table));
        const auto& name = config.targets.back().name;
        if (!name.empty() && std::ranges::count(config.targets, name, &StampTarget::name) > 1) {
            table.refuse("name", "is another target's as well");
        }
    }
    if (config.targets.size() > most_targets) {
        stamp.refuse("target", "must be at most 32");
    }
    for (auto& table : stamp.tables("session")) {
        config.sessions.push_back(read_session(table));
    }
    if (config.sessions.size() > stamp::most_provisions) {
        stamp.refuse("session", "must be at most 256");
    }
    return config;
}

}  // namespace magpie::agent
