#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>

#include "platform/service/local_question.hpp"
#include "wire/station/uplink.hpp"
#include "wire/time.hpp"

namespace magpie::agent::uplink_dhcp {

/// When magpie-station cannot be asked, or gives no answer.
inline constexpr const char* no_service = "service";

/// Whether DHCP has an address for the uplink.
struct Answer {
    /// Empty: granted and given back, or as good as that; else a word of station::uplink_end_words, or `service`.
    std::string failure{};
    std::optional<Milliseconds> took{};  // offer and grant
    boost::asio::ip::address_v4 address{}, server{}, router{};
    bool address_taken = false;                    // somebody else has it, as ARP says
    std::optional<station::UplinkEnd> end{};       // nothing where the service gave none
    std::optional<Milliseconds> offer{}, grant{};  // as of station::UplinkAnswer
    std::uint8_t servers = 0;                      // whose offers came
};
[[nodiscard]] Answer answer_of(const station::UplinkAnswer& said);

using Done = std::function<void(const Answer&)>;

/// A question under way. After its end what was leased is given back all the same.
using Asked = service::LocalQuestion;

/// Asks the magpie-station of `interface`, which listens at `station_socket`. `done` is called once from the loop,
/// never from within; the question may end in it. It takes 14 s at most; after `patience` the service counts as silent.
[[nodiscard]] std::unique_ptr<Asked> ask(boost::asio::io_context& loop, const std::string& station_socket,
                                         const std::string& interface, Done done, bool only_offer = false,
                                         Milliseconds patience = Milliseconds{20'000});

}  // namespace magpie::agent::uplink_dhcp
