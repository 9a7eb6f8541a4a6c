#pragma once

#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace magpie::vm {

// drivers/net/wireless/mac80211_hwsim.h, which no package carries.
enum HwsimCommand : std::uint8_t {
    hwsim_register = 1,
    hwsim_frame = 2,
    hwsim_tx_info = 3,
    hwsim_new_radio = 4,
    hwsim_del_radio = 5
};
enum HwsimAttribute : std::uint16_t {
    hwsim_receiver = 1,
    hwsim_transmitter = 2,
    hwsim_bytes = 3,
    hwsim_flags = 4,
    hwsim_rx_rate = 5,
    hwsim_signal = 6,
    hwsim_attempts = 7,
    hwsim_cookie = 8,
    hwsim_radio_name = 17,
    hwsim_frequency = 19,
    hwsim_attribute_max = 31,
};
inline constexpr std::uint32_t hwsim_acknowledged = 1U << 2U;

inline void require(bool good, const std::string& what) {
    if (!good) {
        throw std::runtime_error(what);
    }
}

using Address = std::array<std::uint8_t, 6>;

inline std::optional<Address> read_address(const std::string& text) {
    Address address{};
    const int fields = std::sscanf(text.c_str(), "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx", &address[0], &address[1],
                                   &address[2], &address[3], &address[4], &address[5]);
    return fields == 6 ? std::optional(address) : std::nullopt;
}

/// libnl's socket to a family of generic netlink. One thread.
class Family {
  public:
    explicit Family(const char* name) : socket_(nl_socket_alloc(), nl_socket_free) {
        require(socket_ != nullptr && genl_connect(socket_.get()) == 0, "no generic netlink here");
        number_ = genl_ctrl_resolve(socket_.get(), name);
        require(number_ >= 0, std::string("no family ") + name);
    }

    [[nodiscard]] nl_sock* socket() const { return socket_.get(); }

    using Message = std::unique_ptr<nl_msg, decltype(&nlmsg_free)>;
    [[nodiscard]] Message message(std::uint8_t command, int flags = 0) const {
        Message message(nlmsg_alloc(), nlmsg_free);
        require(message != nullptr &&
                    genlmsg_put(message.get(), NL_AUTO_PORT, NL_AUTO_SEQ, number_, 0, flags, command, 1) != nullptr,
                "no memory");
        return message;
    }
    void send(const Message& message) const { require(nl_send_auto(socket_.get(), message.get()) >= 0, "cannot send"); }

  private:
    std::unique_ptr<nl_sock, decltype(&nl_socket_free)> socket_;
    int number_ = 0;
};

}  // namespace magpie::vm
