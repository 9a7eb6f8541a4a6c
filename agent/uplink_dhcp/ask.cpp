#include <utility>

#include "agent/uplink_dhcp/ask.hpp"

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <span>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "platform/service/local_call.hpp"

namespace magpie::agent::uplink_dhcp {

namespace {

namespace asio = boost::asio;
using asio::posix::stream_descriptor;

/// Its handlers hold it; after its end none of them does anything.
class Question final : public std::enable_shared_from_this<Question> {
  public:
    Question(asio::io_context& loop, Done done) : events_(loop), timer_(loop), done_(std::move(done)) {}
    Question(const Question&) = delete;
    Question& operator=(const Question&) = delete;
    ~Question() {
        if (events_.is_open()) {
            events_.release();  // the descriptor closes itself
        }
    }

    void begin(asio::io_context& loop, const std::string& socket, const station::UplinkQuestion& question,
               Milliseconds patience) {
        auto line = service::call_locally(socket);
        const auto bytes = station::encode(question);
        if (!line || ::send(line->descriptor(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
            asio::post(loop, [self = shared_from_this()] { self->finish({.failure = no_service}); });
            return;
        }
        line_ = std::move(*line);
        events_.assign(line_.descriptor());
        events_.async_wait(stream_descriptor::wait_read,
                           [self = shared_from_this()](const boost::system::error_code& problem) {
                               if (!problem) {
                                   self->hear();
                               }
                           });
        timer_.expires_after(patience);
        timer_.async_wait([self = shared_from_this()](const boost::system::error_code& problem) {
            if (!problem) {
                self->finish({.failure = no_service});
            }
        });
    }

    void end() {
        done_ = nullptr;
        timer_.cancel();
        if (events_.is_open()) {
            events_.release();
        }
        line_ = files::File();
    }

  private:
    void hear() {
        if (!done_) {
            return;
        }
        std::array<std::byte, station::uplink_record_size + 1> bytes;  // one more, for a message that is longer
        const auto size = ::recv(line_.descriptor(), bytes.data(), bytes.size(), MSG_DONTWAIT);
        const auto said = size < 0 ? std::nullopt
                                   : station::decode_uplink_answer(
                                         std::span<const std::byte>(bytes).first(static_cast<std::size_t>(size)));
        finish(said ? answer_of(*said) : Answer{.failure = no_service});
    }

    void finish(const Answer& answer) {
        if (const auto done = std::exchange(done_, nullptr)) {
            const auto self = shared_from_this();
            end();
            done(answer);
        }
    }

    files::File line_;
    stream_descriptor events_;
    asio::steady_timer timer_;
    Done done_;
};

class AskedQuestion final : public Asked {
  public:
    explicit AskedQuestion(std::shared_ptr<Question> question) : question_(std::move(question)) {}
    AskedQuestion(const AskedQuestion&) = delete;
    AskedQuestion& operator=(const AskedQuestion&) = delete;
    ~AskedQuestion() override { question_->end(); }

  private:
    std::shared_ptr<Question> question_;
};

}  // namespace

Answer answer_of(const station::UplinkAnswer& said) {
    Answer answer{.failure = station::is_good(said.end) ? std::string() : std::string(station::word(said.end)),
                  .took = said.offer,
                  .address = asio::ip::address_v4(said.address),
                  .server = asio::ip::address_v4(said.server),
                  .router = asio::ip::address_v4(said.router),
                  .address_taken = said.end == station::UplinkEnd::taken,
                  .end = said.end,
                  .offer = said.offer,
                  .grant = said.grant,
                  .servers = said.servers};
    if (said.offer && said.grant) {
        answer.took = *said.offer + *said.grant;
    }
    return answer;
}

std::unique_ptr<Asked> ask(asio::io_context& loop, const std::string& station_socket, const std::string& interface,
                           Done done, bool only_offer, Milliseconds patience) {
    auto question = std::make_shared<Question>(loop, std::move(done));
    question->begin(loop, station_socket, {.interface = interface, .only_offer = only_offer}, patience);
    return std::make_unique<AskedQuestion>(std::move(question));
}

}  // namespace magpie::agent::uplink_dhcp
