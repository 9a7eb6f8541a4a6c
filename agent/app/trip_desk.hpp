#pragma once

#include <functional>
#include <list>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <tl/expected.hpp>

#include "agent/check/service.hpp"
#include "platform/files/file.hpp"

namespace magpie::agent {

/// Where a check that runs beside the agent has it send a message to the collector: a broker that knows nodes by their
/// certificates knows one session of each, and that is the agent's. All who ask at once are answered at once. Lives on
/// the loop; owned by the check's line.
class TripDesk {
  public:
    /// `asked` is called from the loop, whenever somebody wants to know. The error is a sentence.
    [[nodiscard]] static tl::expected<std::unique_ptr<TripDesk>, std::string> open(boost::asio::io_context& loop,
                                                                                   const std::string& path,
                                                                                   std::function<void()> asked);
    TripDesk(boost::asio::io_context& loop, files::File listener, std::function<void()> asked);
    TripDesk(const TripDesk&) = delete;
    TripDesk& operator=(const TripDesk&) = delete;
    ~TripDesk();

    /// To all who have asked.
    void answer(const check::Trip& trip);

  private:
    struct Caller {
        Caller(boost::asio::io_context& loop, files::File call)
            : line(std::move(call)), events(loop, line.descriptor()) {}
        Caller(const Caller&) = delete;
        Caller& operator=(const Caller&) = delete;
        ~Caller() { events.release(); }  // the descriptor closes itself

        files::File line;
        boost::asio::posix::stream_descriptor events;
        bool has_asked = false;
    };

    void wait_for_calls();
    void accept();
    void wait_for(const std::shared_ptr<Caller>& caller);
    void hear(const std::shared_ptr<Caller>& caller);

    boost::asio::io_context& loop_;
    files::File listener_;
    boost::asio::posix::stream_descriptor calls_;
    std::function<void()> asked_;
    std::list<std::shared_ptr<Caller>> callers_;
    std::shared_ptr<const bool> here_ = std::make_shared<const bool>(true);
};

}  // namespace magpie::agent
