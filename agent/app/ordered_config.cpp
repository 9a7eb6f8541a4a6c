#include <utility>

#include "agent/app/ordered_config.hpp"

#include <cstdint>

#include "agent/orders/signer_lists.hpp"
#include "platform/config/reader.hpp"

namespace magpie::agent {

namespace {

std::string orders_directory(const Config& config) {
    return config.state_directory + "/orders";
}

/// The node's own file is read again: it may be another by now. The error is what is wrong first.
tl::expected<Config, std::string> with_order(const std::string& config_file, const Order& order) {
    const auto text = config::load(config_file);
    if (!text) {
        return tl::unexpected(text.error());
    }
    const auto name = "order " + std::to_string(static_cast<std::uint64_t>(order.number));
    auto config = parse_config(*text, config_file, {order.configuration, name});
    return config ? tl::expected<Config, std::string>(std::move(*config)) : tl::unexpected(config.error().front());
}

Orders::Settings settings_of(const Config& config) {
    return {.area = config.node.area,
            .node = config.node.id,
            .version = MAGPIE_VERSION,
            .directory = orders_directory(config)};
}

Orders::Read reads_under(const std::string& ca_file) {
    return [ca_file](std::string_view der, const Now& at) { return tls::read_signed_order(der, ca_file, at); };
}

Orders::Check checks_with(const std::string& config_file) {
    return [config_file](const Order& order) { return with_order(config_file, order).map([](const Config&) {}); };
}

}  // namespace

Orders begin_orders(const CommandLine& line, const Config& config, const Now& now) {
    Orders orders(
        settings_of(config), reads_under(config.mqtt.tls.ca_file),
        [lists = SignerLists(orders_directory(config))](const tls::SignedOrder& order, std::string_view revocations,
                                                        const Now& at) {
            return lists.standing(order, revocations, at);
        },
        checks_with(line.config_file));
    orders.begin(now);
    return orders;
}

Config ordered_config(const CommandLine& line, Config config, const Orders& orders) {
    const auto* order = orders.in_force();
    return order ? with_order(line.config_file, *order).value_or(std::move(config)) : config;
}

Config config_in_effect(const std::string& config_file, Config config, const Now& now) {
    const auto order =
        Orders::look(settings_of(config), reads_under(config.mqtt.tls.ca_file), checks_with(config_file), now);
    return order ? with_order(config_file, *order).value_or(std::move(config)) : config;
}

}  // namespace magpie::agent
