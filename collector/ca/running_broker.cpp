#include "collector/ca/running_broker.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>

#include "platform/files/files.hpp"
#include "platform/tls/x509.hpp"
#include "wire/text.hpp"

namespace magpie::collector::ca {
namespace {

/// A connection to this machine that ends with its scope.
class Socket {
  public:
    Socket() : number_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    ~Socket() {
        if (number_ >= 0) {
            ::close(number_);
        }
    }

    [[nodiscard]] bool connect(std::uint16_t port) const {
        sockaddr_in there{};
        there.sin_family = AF_INET;
        there.sin_port = htons(port);
        there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return ::connect(number_, reinterpret_cast<const sockaddr*>(&there), sizeof there) == 0;
    }
    [[nodiscard]] bool send(std::string_view bytes) const {
        return ::send(number_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
    }
    /// What came within the time; empty when the other side has closed. The error: nothing came.
    [[nodiscard]] tl::expected<std::string, std::string> receive(std::chrono::milliseconds within) const {
        pollfd waited{number_, POLLIN, 0};
        if (::poll(&waited, 1, static_cast<int>(within.count())) <= 0) {
            return tl::unexpected(std::string("does not answer"));
        }
        std::array<char, 256> bytes{};
        const ssize_t size = ::recv(number_, bytes.data(), bytes.size(), 0);
        return std::string(bytes.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    }

  private:
    int number_;
};

enum class Held : std::uint8_t { quiet, taken };

tl::expected<Held, std::string> hold(const KickAccess& access, const std::string& client_id,
                                     std::chrono::milliseconds quiet) {
    constexpr std::chrono::milliseconds patience{10'000};
    const auto broker = "the broker at 127.0.0.1:" + std::to_string(access.port) + " ";
    const Socket socket;
    if (!socket.connect(access.port) || !socket.send(connect_packet(client_id, kick_user, access.password))) {
        return tl::unexpected(broker + "cannot be reached: " + std::strerror(errno));
    }
    const auto answer = socket.receive(patience);
    if (!answer) {
        return tl::unexpected(broker + answer.error());
    }
    constexpr std::string_view accepted{"\x20\x02\x00\x00", 4};
    if (*answer != accepted) {
        return tl::unexpected(broker + "does not let `admin` in: is its configuration the one beside the password?");
    }
    if (socket.receive(quiet)) {  // nobody sends us anything, so this is the end
        return Held::taken;
    }
    constexpr std::string_view disconnect{"\xe0\x00", 2};
    (void)socket.send(disconnect);
    return Held::quiet;
}

std::string text_field(std::string_view text) {
    std::string field;
    field += static_cast<char>(text.size() >> 8 & 0xff);
    field += static_cast<char>(text.size() & 0xff);
    return field.append(text);
}

/// The process that the file names, if it is a mosquitto; a number that was left behind may be anybody's by now.
pid_t running(const std::string& file) {
    const auto text = tls::read_file(file);
    pid_t pid = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), pid).ec != std::errc() || pid <= 1) {
        return 0;
    }
    const auto name = tls::read_file("/proc/" + std::to_string(pid) + "/comm");
    return name && *name == "mosquitto\n" ? pid : 0;
}

}  // namespace

tl::expected<bool, std::string> install_crl(const std::string& broker_directory, std::string_view crl) {
    if (const auto written = files::write_file(broker_directory + crl_file, crl, files::for_all_to_read); !written) {
        return tl::unexpected(written.error());
    }
    const pid_t broker = running(broker_directory + pid_file);
    if (broker == 0) {
        return false;
    }
    if (::kill(broker, SIGHUP) != 0) {
        return tl::unexpected("cannot tell the broker to read the new CRL: " + std::string(std::strerror(errno)));
    }
    return true;
}

tl::expected<int, std::string> kick(const KickAccess& access, const std::string& client_id, const KickPace& pace) {
    for (int back = 0; back < pace.most; ++back) {
        const auto held = hold(access, client_id, pace.quiet);
        if (!held) {
            return tl::unexpected(held.error());
        }
        if (*held == Held::quiet) {
            return back;
        }
    }
    return tl::unexpected(
        "`" + escaped(client_id) +
        "` comes back again and again: the broker takes its certificate still, so it has not read the "
        "new CRL");
}

std::string connect_packet(std::string_view client_id, std::string_view user, std::string_view password) {
    using namespace std::literals;
    constexpr std::string_view fixed = "\x00\x04MQTT\x04\xc2\x00\x3c"sv;  // level 4; user, password, clean; 60 s
    const auto rest = std::string(fixed) + text_field(client_id) + text_field(user) + text_field(password);
    std::string packet = "\x10";
    for (auto left = rest.size();;) {
        const auto part = left & 0x7f;
        left >>= 7;
        packet += static_cast<char>(left > 0 ? part | 0x80 : part);
        if (left == 0) {
            return packet + rest;
        }
    }
}

}  // namespace magpie::collector::ca
