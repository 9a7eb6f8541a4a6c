#include <utility>

#include "platform/service/local_question.hpp"

#include <sys/socket.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "platform/service/local_call.hpp"

namespace magpie::service {

namespace asio = boost::asio;
using asio::posix::stream_descriptor;

/// Its handlers hold it; after its end none of them does anything.
class LocalQuestion::Steps final : public std::enable_shared_from_this<Steps> {
  public:
    Steps(asio::io_context& loop, std::size_t longest, Heard heard)
        : events_(loop), timer_(loop), longest_(longest), heard_(std::move(heard)) {}
    Steps(const Steps&) = delete;
    Steps& operator=(const Steps&) = delete;
    ~Steps() {
        if (events_.is_open()) {
            events_.release();  // the descriptor closes itself
        }
    }

    void begin(asio::io_context& loop, const std::string& path, std::string_view message, Milliseconds patience) {
        auto line = call_locally(path);
        if (!line || ::send(line->descriptor(), message.data(), message.size(), MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
            asio::post(loop, [self = shared_from_this(), why = line ? 0 : line.error()] {
                self->finish(tl::unexpected(why));
            });
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
                self->finish(tl::unexpected(0));
            }
        });
    }

    void end() {
        heard_ = nullptr;
        timer_.cancel();
        if (events_.is_open()) {
            events_.release();
        }
        line_ = files::File();
    }

  private:
    void hear() {
        if (!heard_) {
            return;
        }
        std::string answer(longest_ + 1, '\0');
        const auto size = ::recv(line_.descriptor(), answer.data(), answer.size(), MSG_DONTWAIT);
        if (size <= 0) {
            finish(tl::unexpected(0));
            return;
        }
        answer.resize(static_cast<std::size_t>(size));
        finish(std::move(answer));
    }

    void finish(const tl::expected<std::string, int>& answer) {
        if (const auto heard = std::exchange(heard_, nullptr)) {
            const auto self = shared_from_this();
            end();
            heard(answer);
        }
    }

    files::File line_;
    stream_descriptor events_;
    asio::steady_timer timer_;
    std::size_t longest_;
    Heard heard_;
};

std::unique_ptr<LocalQuestion> LocalQuestion::ask(asio::io_context& loop, const std::string& path,
                                                  std::string_view message, std::size_t longest, Milliseconds patience,
                                                  Heard heard) {
    auto steps = std::make_shared<Steps>(loop, longest, std::move(heard));
    steps->begin(loop, path, message, patience);
    return std::unique_ptr<LocalQuestion>(new LocalQuestion(std::move(steps)));
}

LocalQuestion::LocalQuestion(std::shared_ptr<Steps> steps) : steps_(std::move(steps)) {}

LocalQuestion::~LocalQuestion() {
    steps_->end();
}

}  // namespace magpie::service
