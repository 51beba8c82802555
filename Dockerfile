FROM python:3.11-slim
RUN useradd --create-home --uid 10001 peerage && mkdir /data && chown peerage /data
WORKDIR /app
COPY . .
RUN pip install --no-cache-dir --constraint constraints.txt --editable .
USER peerage
EXPOSE 8000
CMD ["python", "manage.py", "serve", "--host", "0.0.0.0"]
