#include "platform/mqtt/name_lookup.hpp"

#include <netdb.h>
#include <netinet/in.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <system_error>
#include <thread>

#include <boost/asio/post.hpp>

#include "wire/text.hpp"

namespace magpie::mqtt {
namespace {

NameLookup::Answer ask_the_system(const std::string& host) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const int error = ::getaddrinfo(host.c_str(), nullptr, &hints, &found); error != 0) {
        return tl::make_unexpected("cannot look up the name " + escaped(host) + ": " +
                                   (error == EAI_SYSTEM ? std::strerror(errno) : ::gai_strerror(error)));
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(found, ::freeaddrinfo);
    std::vector<boost::asio::ip::address> addresses;
    for (const addrinfo* entry = found; entry; entry = entry->ai_next) {
        if (entry->ai_family == AF_INET) {
            sockaddr_in address{};
            std::memcpy(&address, entry->ai_addr, sizeof address);
            addresses.emplace_back(boost::asio::ip::address_v4(ntohl(address.sin_addr.s_addr)));
        } else if (entry->ai_family == AF_INET6) {
            sockaddr_in6 address{};
            std::memcpy(&address, entry->ai_addr, sizeof address);
            boost::asio::ip::address_v6::bytes_type bytes;
            std::memcpy(bytes.data(), &address.sin6_addr, bytes.size());
            addresses.emplace_back(boost::asio::ip::address_v6(bytes, address.sin6_scope_id));
        }
    }
    return addresses;
}

}  // namespace

/// Outlives the object while a thread is still waiting for the name server.
struct NameLookup::Shared : std::enable_shared_from_this<Shared> {
    explicit Shared(boost::asio::io_context& io) : loop(&io) {}

    void answered(const std::string& host, Answer answer) {
        const std::lock_guard hold(lock);
        if (loop) {  // held while posting: the loop stays until then
            boost::asio::post(
                *loop, [self = shared_from_this(), host, answer = std::move(answer)] { self->deliver(host, answer); });
        }
    }

    void deliver(const std::string& host, const Answer& answer) {
        std::erase(under_way, host);
        if (handler && host == wanted) {
            std::exchange(handler, nullptr)(answer);
        }
    }

    std::mutex lock;
    boost::asio::io_context* loop;  // guarded by lock; null when the lookup is gone

    // On the loop only.
    std::string wanted;
    Handler handler;
    std::vector<std::string> under_way;  // given up on or not
};

NameLookup::NameLookup(boost::asio::io_context& loop) : shared_(std::make_shared<Shared>(loop)) {}

NameLookup::~NameLookup() {
    cancel();
    const std::lock_guard hold(shared_->lock);
    shared_->loop = nullptr;
}

void NameLookup::start(const std::string& host, Handler handler) {
    shared_->wanted = host;
    shared_->handler = std::move(handler);
    boost::system::error_code not_numeric;
    if (const auto address = boost::asio::ip::make_address(host, not_numeric); !not_numeric) {
        shared_->answered(host, std::vector{address});
        return;
    }
    if (std::find(shared_->under_way.begin(), shared_->under_way.end(), host) != shared_->under_way.end()) {
        return;  // its answer will do; a dead name server must not gather a thread for every attempt
    }
    try {
        std::thread([shared = shared_, host] { shared->answered(host, ask_the_system(host)); }).detach();
        shared_->under_way.push_back(host);
    } catch (const std::system_error& error) {
        shared_->answered(host,
                          tl::make_unexpected(std::string("cannot start a thread to look up a name: ") + error.what()));
    }
}

void NameLookup::cancel() {
    shared_->handler = nullptr;
}

}  // namespace magpie::mqtt
