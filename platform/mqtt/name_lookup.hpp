#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <tl/expected.hpp>

namespace magpie::mqtt {

/// Looks up one host name at a time and can give up on it at once. getaddrinfo() waits 10 s and more for name servers
/// that do not answer, and neither Paho (which calls it with its process-wide lock held, so that our next call into
/// Paho would hang the loop) nor Asio's resolver (whose io_context waits for it when it is destroyed) can be told to
/// stop. So it runs on a thread that nobody waits for. Lives on the loop.
class NameLookup {
  public:
    /// In the order in which they should be tried; the error is a sentence.
    using Answer = tl::expected<std::vector<boost::asio::ip::address>, std::string>;
    using Handler = std::function<void(const Answer&)>;

    explicit NameLookup(boost::asio::io_context& loop);
    NameLookup(const NameLookup&) = delete;
    NameLookup& operator=(const NameLookup&) = delete;
    ~NameLookup();

    /// `handler` runs on the loop, once, unless cancelled; an earlier one is cancelled. Never from within this call.
    void start(const std::string& host, Handler handler);
    void cancel();

  private:
    struct Shared;
    std::shared_ptr<Shared> shared_;
};

}  // namespace magpie::mqtt
