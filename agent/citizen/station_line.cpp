#include "agent/citizen/station_line.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <span>
#include <utility>

#include "platform/service/local_call.hpp"

namespace magpie::agent::citizen {

namespace {

/// All that came with a message, whatever it is: what is not kept is closed.
std::vector<files::File> files_of(msghdr& message) {
    std::vector<files::File> files;
    for (auto* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) {
            continue;
        }
        const auto count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < count; ++i) {
            int descriptor = -1;
            std::memcpy(&descriptor, CMSG_DATA(header) + i * sizeof descriptor, sizeof descriptor);
            files.emplace_back(descriptor);
        }
    }
    return files;
}

}  // namespace

tl::expected<StationLine, int> StationLine::call(const std::string& path) {
    return service::call_locally(path).map([](files::File line) { return StationLine(std::move(line)); });
}

tl::expected<StationSockets, int> StationLine::greeted() const {
    std::array<std::byte, station::record_size + 1> bytes{};  // one more, for a message that is longer
    alignas(cmsghdr) std::array<std::byte, CMSG_SPACE(station::all_sockets * sizeof(int))> room{};
    iovec piece{.iov_base = bytes.data(), .iov_len = bytes.size()};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = room.data();
    message.msg_controllen = room.size();
    const auto size = ::recvmsg(line_.descriptor(), &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (size < 0) {
        return tl::unexpected(errno);
    }
    auto files = files_of(message);
    const auto said = std::span(bytes).first(static_cast<std::size_t>(size));
    if (const auto refused = station::decode_result(said)) {
        return tl::unexpected(refused->error);
    }
    const auto greeting = station::decode_greeting(said);
    if (!greeting || files.size() != station::all_sockets) {
        // Who hangs up at once has somebody else to serve.
        return tl::unexpected(size == 0 ? EBUSY : EPROTO);
    }
    StationSockets sockets{.hardware = {greeting->hardware}};
    sockets.control = std::move(files[0]);
    sockets.dhcp = std::move(files[1]);
    const auto first = std::make_move_iterator(files.begin() + 2);
    const auto first_page = first + static_cast<std::ptrdiff_t>(station::questions);
    sockets.questions.assign(first, first_page);
    sockets.pages.assign(first_page, std::make_move_iterator(files.end()));
    return sockets;
}

tl::expected<void, int> StationLine::answered() const {
    std::array<std::byte, station::record_size + 1> bytes{};
    const auto size = ::recv(line_.descriptor(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (size < 0) {
        return tl::unexpected(errno);
    }
    const auto result = station::decode_result(std::span(bytes).first(static_cast<std::size_t>(size)));
    if (!result) {
        return tl::unexpected(size == 0 ? ECONNRESET : EPROTO);
    }
    return result->error == 0 ? tl::expected<void, int>() : tl::unexpected(result->error);
}

tl::expected<void, int> StationLine::say(const station::Lease& lease) const {
    const auto bytes = station::encode(lease);
    return ::send(line_.descriptor(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT) >= 0
               ? tl::expected<void, int>()
               : tl::unexpected(errno);
}

}  // namespace magpie::agent::citizen
