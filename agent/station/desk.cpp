#include "agent/station/desk.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "agent/hostapd/control_socket.hpp"
#include "wire/station/record.hpp"

namespace magpie::agent {

namespace {

using Done = tl::expected<void, int>;

Done say(const files::File& to, const station::Bytes& record, std::span<const int> sockets = {}) {
    iovec piece{.iov_base = const_cast<std::byte*>(record.data()), .iov_len = record.size()};
    alignas(cmsghdr) std::array<std::byte, CMSG_SPACE(station::all_sockets * sizeof(int))> room{};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    if (!sockets.empty()) {
        message.msg_control = room.data();
        message.msg_controllen = CMSG_SPACE(sockets.size_bytes());
        auto* const header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sockets.size_bytes());
        std::memcpy(CMSG_DATA(header), sockets.data(), sockets.size_bytes());
    }
    return ::sendmsg(to.descriptor(), &message, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0 ? Done() : tl::unexpected(errno);
}

/// Whatever networks the last visit has left in wpa_supplicant.
void forget_networks(const std::string& control) {
    constexpr std::string_view command = "REMOVE_NETWORK all";
    if (const auto socket = hostapd::connect_control(control)) {
        (void)::send(socket->descriptor(), command.data(), command.size(), MSG_NOSIGNAL);
    }
}

}  // namespace

void Desk::run(const files::File& stop) {
    (void)interface_.clear();
    while (true) {
        std::array waited{pollfd{stop.descriptor(), POLLIN, 0}, pollfd{listener_.descriptor(), POLLIN, 0},
                          pollfd{agent_.descriptor(), POLLIN, 0}};
        if (::poll(waited.data(), waited.size(), -1) < 0) {
            continue;
        }
        if (waited[0].revents != 0) {
            break;
        }
        if (waited[2].revents != 0) {
            hear();
        }
        if (waited[1].revents != 0) {
            accept();
        }
    }
    end_visit();
}

void Desk::accept() {
    files::File caller(::accept4(listener_.descriptor(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!caller || agent_) {
        return;  // who calls meanwhile is hung up on
    }
    if (const auto greeted = greet(caller); !greeted) {
        log_.warning("no visit can begin", {{"reason", std::strerror(greeted.error())}});
        (void)say(caller, station::encode(station::Result{.error = greeted.error()}));
        return;
    }
    agent_ = std::move(caller);
    log_.debug("a visit begins");
}

tl::expected<void, int> Desk::greet(const files::File& agent) const {
    // An interface that has come to us since may be the way to somewhere.
    if (!is_alone(interfaces_here(), config_.interface)) {
        return tl::unexpected(EBUSY);
    }
    const auto hardware = interface_.hardware();
    if (!hardware) {
        return tl::unexpected(hardware.error());
    }
    std::vector<files::File> files;
    const auto keep = [&](tl::expected<files::File, int> made) -> Done {
        if (!made) {
            return tl::unexpected(made.error());
        }
        files.push_back(std::move(*made));
        return {};
    };
    auto made =
        keep(hostapd::connect_control(config_.control)).and_then([&] { return keep(interface_.dhcp_socket()); });
    for (std::size_t i = 0; made && i < station::questions + station::pages; ++i) {
        made = keep(interface_.plain_socket(i < station::questions ? SOCK_DGRAM : SOCK_STREAM));
    }
    if (!made) {
        return made;
    }
    std::vector<int> sockets;
    sockets.reserve(files.size());
    for (const auto& file : files) {
        sockets.push_back(file.descriptor());
    }
    return say(agent, station::encode(station::Greeting{.hardware = *hardware}), sockets);
}

void Desk::hear() {
    std::array<std::byte, station::record_size + 1> bytes;  // one more, for a message that is longer
    const auto size = ::recv(agent_.descriptor(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    const auto lease =
        size <= 0 ? std::nullopt : station::decode_lease(std::span(bytes).first(static_cast<std::size_t>(size)));
    if (!lease) {
        if (size > 0) {
            log_.warning("an agent is put off", {{"reason", "no lease"}});
        }
        end_visit();
        return;
    }
    const auto taken = interface_.take(*lease);
    if (!say(agent_, station::encode(station::Result{.error = taken ? 0 : taken.error()}))) {
        end_visit();
    }
}

void Desk::end_visit() {
    if (agent_) {
        forget_networks(config_.control);
        log_.debug("the visit has ended");
    }
    agent_ = files::File();
    if (const auto cleared = interface_.clear(); !cleared) {
        log_.warning("an address stays", {{"reason", std::strerror(cleared.error())}});
    }
}

}  // namespace magpie::agent
