#include "tests/fleet/pole_orders.hpp"

#include <filesystem>
#include <fstream>
#include <utility>

#include <fmt/format.h>

namespace magpie::fleet {

namespace {

constexpr std::uint64_t one_in = 20;
/// What whoever installs versions would go back to.
constexpr const char* version_before = "/version-before";

std::optional<std::string> word_in(const std::string& file) {
    std::ifstream stream(file);
    std::string word;
    return stream >> word ? std::optional(word) : std::nullopt;
}

agent::Orders::Check check(const Site& site, const std::string& own) {
    return [own, finds_fault = site.seed % one_in == 0](const Order& order) -> tl::expected<void, std::string> {
        if (finds_fault) {
            return tl::unexpected(std::string("this pole finds fault with every order"));
        }
        const auto config = agent::parse_config(own, "pole", {order.configuration, "order"});
        return config ? tl::expected<void, std::string>() : tl::unexpected(config.error().front());
    };
}

}  // namespace

PoleOrders::PoleOrders(const Site& site, const std::string& directory, const std::string& ca_file,
                       const std::string& version, const Now& now)
    : directory_(fmt::format("{}/{}", directory, site.node)),
      own_(fmt::format("[node]\narea = '{}'\nid = '{}'\n[mqtt]\nservers = ['tcp://broker']\n", site.area, site.node)),
      orders_(
          {.area = site.area, .node = site.node, .version = version, .directory = directory_},
          [ca_file](std::string_view der, const Now& at) { return tls::read_signed_order(der, ca_file, at); },
          [lists = agent::SignerLists(directory_)](const tls::SignedOrder& order, std::string_view revocations,
                                                   const Now& at) { return lists.standing(order, revocations, at); },
          check(site, own_)) {
    orders_.begin(now);
    is_new_ = std::filesystem::exists(directory_ + version_before);
}

decltype(agent::Config::report) PoleOrders::report(decltype(agent::Config::report) own) const {
    const auto* order = orders_.in_force();
    if (order == nullptr || order->configuration.empty()) {
        return own;
    }
    const auto config = agent::parse_config(own_, "pole", {order->configuration, "order"});
    return config ? config->report : own;
}

std::optional<std::string> PoleOrders::wants_run_of(const std::string& version) {
    (void)orders_.take_steps();
    if (orders_.wants_another_run()) {
        return version;
    }
    if (orders_.trying()) {
        return std::nullopt;
    }
    if (orders_.state().tried != OrderNumber{}) {
        auto wanted = word_in(directory_ + "/wanted-version");
        if (wanted) {
            std::ofstream(directory_ + version_before) << version;
        }
        return wanted;
    }
    if (!std::exchange(is_new_, false)) {
        return std::nullopt;
    }
    auto before = word_in(directory_ + version_before);
    std::filesystem::remove(directory_ + version_before);
    return word_in(directory_ + "/confirmed-version") == version ? std::nullopt : before;
}

}  // namespace magpie::fleet
